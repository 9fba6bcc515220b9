/** Histories of incidents for tests and benchmarks: the same every time, legal as the core would record them. */

import type { Actor } from '../../src/incident/actor.ts';
import type { TaskDefinition } from '../../src/incident/checklist-events.ts';
import type { EventData, IncidentEvent } from '../../src/incident/events.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';
import { contain } from './storyline-containment.ts';
import { eradicate, recover } from './storyline-recovery.ts';
import {
  at,
  commander,
  createTeller,
  forensics,
  HASH,
  owner,
  personOf,
  ROLE_ARN,
  responder,
  scribe,
  type Teller,
  WORKER,
} from './teller.ts';

export interface StoryOptions {
  readonly mode?: EventData['IncidentDeclared']['mode'];
  readonly title?: string;
  /** Why the first isolation request was denied. */
  readonly denial?: string;
  /** Stops before closure. */
  readonly open?: boolean;
}

/** A stolen role session, from the first alert to closure: every kind of thing that can happen, once or twice. */
export function tellStolenSession(options: StoryOptions = {}): readonly IncidentEvent[] {
  const teller = createTeller();
  declare(teller, options);
  mobilise(teller);
  analyse(teller);
  contain(teller, options.denial ?? 'The export job for month end runs until 15:00; ask again then.');
  eradicate(teller);
  if (options.open !== true) recover(teller);
  return teller.events;
}

/** `n` events: a stolen session that turned into a storm of alerts, notes, messages and ticks. Linear to build. */
export function tellStorm(n: number): readonly IncidentEvent[] {
  const teller = createTeller();
  declare(teller, {});
  mobilise(teller);
  for (let i = teller.events.length; i < n; i++) {
    if (i % 4 === 0) alert(teller, i, 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', -1);
    else if (i % 4 === 1)
      teller.say('NoteAdded', { entryId: `n${i}`, text: `Checked instance i-${i}: nothing.` }, { by: scribe });
    else if (i % 4 === 2) capture(teller, i);
    else
      teller.say(
        'TaskTicked',
        { taskId: `t${1 + (i % 5)}`, text: 'Confirm the scope', how: 'person' },
        { by: responder },
      );
  }
  return teller.events;
}

function declare({ say }: Teller, options: StoryOptions): void {
  say(
    'IncidentDeclared',
    {
      number: 42,
      codename: 'sapphire-heron',
      title: options.title ?? 'Session of role billing-export used from outside AWS',
      incidentType: 'identity',
      severity: 2,
      mode: options.mode ?? 'live',
      visibility: 'restricted',
      because: 'routing rule “stolen-credentials”',
      roster: { id: 'cloud-security', members: [commander, scribe, forensics, owner, responder].map(personOf) },
      playbook: 'stolen-role-session',
      policy: DEFAULT_POLICY,
      tlp: 'AMBER+STRICT',
    },
    { minute: 0 },
  );
}
function alert({ say }: Teller, n: number, type: string, seenMinute: number): void {
  say('AlertLinked', {
    alert: {
      alertId: `d-${n}`,
      findingId: `fi-${n}`,
      source: 'aws-guardduty',
      type,
      title: `Credentials of ${ROLE_ARN} used from 198.51.100.${n % 250}`,
      severity: 'high',
      entities: [
        { kind: 'role', id: ROLE_ARN, account: '111122223333', region: 'eu-central-1' },
        { kind: 'ip', id: `198.51.100.${n % 250}` },
        { kind: 'instance', id: 'i-0abc1234def567890', account: '111122223333', region: 'eu-central-1' },
      ],
      techniques: ['T1078.004', 'T1552.005'],
      firstSeenAt: at(seenMinute),
      receivedAt: at(-0.2),
      link: `https://eu-central-1.console.aws.amazon.com/guardduty/home#/findings?fId=${n}`,
      sha256: HASH('a'),
    },
    why: 'names the same role',
  });
}

function capture({ say }: Teller, n: number): void {
  const message = {
    platform: 'slack',
    conversation: 'C042',
    messageId: `1772546${n}.000100`,
    author: personOf(responder),
    text: `Nothing else calls this role since ${n} minutes`,
    sentAt: at(9.5),
    permalink: `https://example.slack.com/archives/C042/p1772546${n}000100`,
  };
  say('MessageCaptured', { entryId: `n${n}`, message }, { by: scribe });
}

const TASKS: readonly TaskDefinition[] = [
  { taskId: 't1', phase: 'detection_analysis', kind: 'check', text: 'Confirm the severity', required: true },
  {
    taskId: 't2',
    phase: 'detection_analysis',
    kind: 'evidence',
    text: 'Collect the CloudTrail window',
    required: true,
  },
  { taskId: 't3', phase: 'containment', kind: 'action', text: 'Revoke the sessions of the role', required: true },
  {
    taskId: 't4',
    phase: 'containment',
    kind: 'decision',
    text: 'Decide whether to isolate the instance',
    required: true,
  },
  {
    taskId: 't5',
    phase: 'recovery',
    kind: 'comms',
    text: 'Tell the account owner that the role works again',
    required: false,
  },
];

function mobilise(teller: Teller): void {
  const { say } = teller;
  alert(teller, 1, 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', -47);
  alert(teller, 2, 'Discovery:S3/AnomalousBehavior', -31);
  for (const member of [commander, scribe, forensics, owner, responder])
    say('MemberJoined', { person: personOf(member), how: 'roster' });
  say('PlaybookAttached', {
    slug: 'stolen-role-session',
    title: 'Stolen role session',
    version: '1.2.0',
    sha256: HASH('b'),
    tasks: TASKS,
  });
  say('ConversationOpened', {
    platform: 'slack',
    conversation: 'C042',
    name: 'inc-42-sapphire-heron',
    link: 'https://example.slack.com/archives/C042',
  });
  say('PersonPaged', { person: personOf(commander), reason: 'on call', via: 'roster' });
  role(teller, 'commander', 'Incident Commander', commander, 3);
  role(teller, 'scribe', 'Scribe', scribe, 4);
  role(teller, 'account-owner', 'Cloud/Account Owner', owner, 6);
  role(teller, 'forensics', 'Forensics Lead', forensics, 7);
}

function role({ say }: Teller, id: string, title: string, by: Actor, minute: number): void {
  say('RoleAssigned', { role: id, title, brief: '', person: personOf(by), how: 'taken' }, { by, minute });
}

function analyse(teller: Teller): void {
  const { say } = teller;
  say('EvidenceRequested', { evidenceId: 'e1', kind: 'cloudtrail-window', subject: ROLE_ARN }, { minute: 7.5 });
  say(
    'EvidenceFixed',
    { evidenceId: 'e1', kind: 'cloudtrail-window', subject: ROLE_ARN, reference: 'lookup 2026-03-03T14:09Z' },
    { by: WORKER },
  );
  say(
    'EvidenceCollected',
    {
      evidenceId: 'e1',
      kind: 'cloudtrail-window',
      subject: ROLE_ARN,
      name: 'cloudtrail-billing-export.json.gz',
      mediaType: 'application/gzip',
      sha256: HASH('c'),
      bytes: 184_223,
      collector: 'aws.cloudtrail-window',
      window: { from: at(-180), to: at(7) },
    },
    { by: WORKER, minute: 8 },
  );
  say('TaskTicked', { taskId: 't2', text: 'Collect the CloudTrail window', how: 'machine' }, { by: WORKER });
  say('EvidenceLocked', { evidenceId: 'e1', until: '2027-03-03T00:00:00.000Z' }, { by: WORKER });
  capture(teller, 11);
  say(
    'NoteAdded',
    { entryId: 'n12', text: 'The session was minted at 13:15 UTC through instance metadata v1.' },
    { by: scribe, minute: 10 },
  );
  say(
    'EntryEdited',
    {
      entryId: 'n12',
      text: 'The session was minted at 13:15 UTC through IMDSv1 of i-0abc1234def567890.',
      before: 'The session was minted at 13:15 UTC through instance metadata v1.',
    },
    { by: scribe },
  );
  say(
    'SeverityChanged',
    { from: 2, to: 1, reason: 'The role reads the customer export bucket' },
    { by: commander, minute: 11 },
  );
  say('SeverityConfirmed', { severity: 1, reason: 'Bucket holds personal data' }, { by: commander });
  say('TaskTicked', { taskId: 't1', text: 'Confirm the severity', how: 'person' }, { by: commander });
  say(
    'ClockStarted',
    {
      clockId: 'c1',
      regime: 'gdpr-33',
      title: 'GDPR Art. 33 notice to the authority',
      anchor: 'awareness',
      startedAt: at(11),
      dueAt: at(11 + 72 * 60),
    },
    { by: commander },
  );
  say(
    'UpdatePosted',
    {
      updateId: 'u1',
      text: 'A role session was stolen. We are revoking it. Next update 14:45.',
      audience: 'stakeholders',
    },
    { by: commander, minute: 14 },
  );
  say(
    'PhaseEntered',
    {
      from: 'detection_analysis',
      to: 'containment',
      reason: 'Scope is known well enough',
      overridden: ['Forensics has not confirmed the memory image'],
    },
    { by: commander, minute: 15 },
  );
}
