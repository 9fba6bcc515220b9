/** Histories of incidents for tests and benchmarks: the same every time, legal as the core would record them. */

import type { Actor, Person, Source } from '../../src/incident/actor.ts';
import type { EventData, EventType, IncidentEvent, TaskDefinition } from '../../src/incident/events.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';

const START = Date.parse('2026-03-03T14:02:07.000Z');
const MINUTE_MS = 60_000;
const INCIDENT_ID = '01956c2b-0000-7000-8000-000000000042';

export const person = (id: string): Person => ({ id: `${id}@example.com`, name: id });
export const actor = (id: string): Actor => ({ ...person(id), kind: 'person', surface: 'slack' });
export const CORDON: Actor = { kind: 'service', id: 'cordon', name: 'Cordon' };
export const WORKER: Actor = { kind: 'worker', id: 'worker-1', name: 'worker-1' };

/** How an event is written down: its author and, if not a minute after the one before, its time. */
interface Saying {
  readonly by?: Actor;
  /** Minutes after the declaration. */
  readonly minute?: number;
  readonly source?: Source;
}

/** Writes events one after another, numbering and dating them. */
export function createTeller(startMs = START) {
  const events: IncidentEvent[] = [];
  let now = startMs;
  return {
    events,
    say<T extends EventType>(type: T, data: EventData[T], { by = CORDON, minute, source = {} }: Saying = {}): void {
      now = minute === undefined ? now + 1_000 : startMs + minute * MINUTE_MS;
      const seq = events.length + 1;
      const at = new Date(now).toISOString();
      const id = `01956c2b-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;
      const event = { id, incidentId: INCIDENT_ID, seq, type, data, recordedAt: at, occurredAt: at, by, source };
      events.push(event as unknown as IncidentEvent);
    },
  };
}

type Teller = ReturnType<typeof createTeller>;

const HASH = (digit: string) => digit.repeat(64);
const at = (minute: number) => new Date(START + minute * MINUTE_MS).toISOString();
const commander = actor('commander');
const scribe = actor('scribe');
const forensics = actor('forensics-lead');
const owner = actor('account-owner');
const responder = actor('responder-1');
const ROLE_ARN = 'arn:aws:iam::111122223333:role/billing-export';

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

function personOf({ id, name }: Actor): Person {
  return { id, name };
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

const plan = (call: string, on: string, effect: 'reversible' | 'irreversible', tier: 1 | 2) => ({
  steps: [{ id: 's1', call, on, prior: 'no such policy', wanted: 'policy present' }],
  effect,
  tier,
  blastRadius: ['1 scheduled export job fails until release'],
  evidence: [{ kind: 'cloudtrail-window', state: 'complete' as const }],
  undo: 'Delete the inline policy',
  warnings: [],
  settleSeconds: 10,
  hash: HASH('d'),
});

function contain({ say }: Teller, denial: string): void {
  const role = { provider: 'aws', account: '111122223333', kind: 'role', id: 'billing-export' };
  const instance = {
    provider: 'aws',
    account: '111122223333',
    region: 'eu-central-1',
    kind: 'instance',
    id: 'i-0abc1234def567890',
  };
  say(
    'ActionProposed',
    {
      actionId: 'a1',
      action: 'aws.revoke-role-sessions',
      title: 'Revoke role sessions',
      target: role,
      reason: 'Playbook step',
      requested: true,
      taskId: 't3',
    },
    { by: responder, minute: 16 },
  );
  say(
    'ActionPlanned',
    { actionId: 'a1', version: 1, plan: plan('iam:PutRolePolicy', 'billing-export', 'reversible', 1) },
    { by: WORKER },
  );
  say(
    'ApprovalRequested',
    { actionId: 'a1', planHash: HASH('d'), reason: 'Stop the session', expiresAt: at(46) },
    { by: responder },
  );
  say('ApprovalGiven', { actionId: 'a1', planHash: HASH('d'), as: 'commander' }, { by: commander, minute: 19 });
  say(
    'ActionAuthorized',
    { actionId: 'a1', planHash: HASH('d'), approvedBy: [personOf(commander)], how: 'approved' },
    { by: commander },
  );
  run(say, 'a1', 'iam:PutRolePolicy', 'billing-export', '6f1c2a30-1111-4222-8333-444455556666');
  say('TaskTicked', { taskId: 't3', text: 'Revoke the sessions of the role', how: 'machine' }, { by: WORKER });

  say(
    'ActionProposed',
    {
      actionId: 'a2',
      action: 'aws.isolate-instance',
      title: 'Isolate instance',
      target: instance,
      reason: 'Origin of the session',
      requested: true,
      taskId: 't4',
    },
    { by: forensics, minute: 22 },
  );
  say(
    'ActionPlanned',
    { actionId: 'a2', version: 1, plan: plan('ec2:ModifyInstanceAttribute', 'i-0abc1234def567890', 'reversible', 2) },
    { by: WORKER },
  );
  say(
    'ApprovalRequested',
    { actionId: 'a2', planHash: HASH('d'), reason: 'It may mint another session', expiresAt: at(52) },
    { by: forensics },
  );
  say('ApprovalDenied', { actionId: 'a2', planHash: HASH('d'), reason: denial }, { by: owner, minute: 25 });
  say(
    'ActionPlanned',
    { actionId: 'a2', version: 2, plan: plan('ec2:ModifyInstanceAttribute', 'i-0abc1234def567890', 'reversible', 2) },
    { by: WORKER, minute: 27 },
  );
  say(
    'EvidenceWaived',
    { actionId: 'a2', kinds: ['memory'], reason: 'The agent for memory capture is not installed' },
    { by: commander, minute: 28 },
  );
  say(
    'ActionAuthorized',
    {
      actionId: 'a2',
      planHash: HASH('d'),
      approvedBy: [],
      how: 'break_glass',
      reason: 'A second session appeared; waiting costs more than the job',
    },
    { by: commander, minute: 29 },
  );
  run(say, 'a2', 'ec2:ModifyInstanceAttribute', 'i-0abc1234def567890', '7a1c2a30-1111-4222-8333-444455556666');
  say(
    'FollowUpAdded',
    {
      followUpId: 'f1',
      text: 'Require IMDSv2 on every instance',
      kind: 'prevent',
      owner: personOf(owner),
      dueAt: '2026-04-01T00:00:00.000Z',
      because: 'IMDSv1 gave the session away',
    },
    { by: forensics },
  );
}

function run(say: Teller['say'], actionId: string, call: string, on: string, requestId: string): void {
  say('StepStarted', { actionId, stage: 'execute', step: 's1', call, on }, { by: WORKER });
  say(
    'StepFinished',
    { actionId, stage: 'execute', step: 's1', outcome: 'done', detail: `${call} answered 200`, requestId },
    { by: WORKER, source: { requestId } },
  );
  say(
    'ActionHolding',
    { actionId, verification: 'Read back: the change is there and older sessions are refused' },
    { by: WORKER },
  );
}

function eradicate({ say }: Teller): void {
  say(
    'TaskTicked',
    { taskId: 't4', text: 'Decide whether to isolate the instance', how: 'person', note: 'isolated' },
    { by: commander },
  );
  say('PhaseEntered', { from: 'containment', to: 'eradication', overridden: [] }, { by: commander, minute: 41 });
  say(
    'NagRaised',
    { nag: 'update', about: '', text: 'No update for 30 minutes', to: [personOf(commander)], times: 1 },
    { minute: 44 },
  );
  say(
    'UpdatePosted',
    { updateId: 'u2', text: 'Contained at 14:43. Looking for what was left behind.', audience: 'stakeholders' },
    { by: commander, minute: 46 },
  );
}

function recover({ say }: Teller): void {
  say('PhaseEntered', { from: 'eradication', to: 'recovery', overridden: [] }, { by: commander, minute: 95 });
  say(
    'ReleaseRequested',
    { actionId: 'a1', reason: 'No stolen session can be alive any more' },
    { by: responder, minute: 130 },
  );
  say('ActionReleased', { actionId: 'a1', restored: 'Inline policy deleted' }, { by: WORKER, minute: 131 });
  say(
    'TaskSkipped',
    {
      taskId: 't5',
      text: 'Tell the account owner that the role works again',
      reason: 'The account owner was in the channel',
    },
    { by: scribe, minute: 132 },
  );
  say(
    'ResidualAccepted',
    { actionId: 'a2', title: 'Isolate instance', reason: 'Kept for forensics until the disk is imaged' },
    { by: commander, minute: 150 },
  );
  say(
    'ClockStopped',
    { clockId: 'c1', regime: 'gdpr-33', outcome: 'sent', proof: 'Receipt 2026-7781 of the authority' },
    { by: actor('legal'), minute: 1_210 },
  );
  say('PhaseEntered', { from: 'recovery', to: 'post_incident', overridden: [] }, { by: commander, minute: 1_220 });
  say(
    'SummaryWritten',
    {
      text: 'An attacker read a role session from instance metadata and listed the export bucket.\n\nNothing was downloaded as far as the data events show.',
    },
    { by: commander },
  );
  say(
    'IncidentClosed',
    { resolution: 'Session revoked, instance isolated for forensics, no data downloaded.' },
    { by: commander, minute: 1_230 },
  );
}
