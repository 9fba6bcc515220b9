/** A build host that mines: two alerts, an isolation that did not hold at first, and a post-mortem that was published. */

import type { ActionPlan } from '../../src/incident/containment-events.ts';
import type { AlertSummary } from '../../src/incident/events.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';
import { createDesk } from './decided.ts';
import { actor, at, CORDON, commander, forensics, HASH, owner, personOf, responder, scribe, WORKER } from './teller.ts';

const INSTANCE = { kind: 'instance', id: 'i-0build00000000001', account: '111122223333', region: 'eu-west-1' } as const;
const TARGET = { provider: 'aws', account: '111122223333', region: 'eu-west-1', kind: 'instance', id: INSTANCE.id };
const legal = actor('legal');

type Desk = ReturnType<typeof createDesk>;

export function tellVmCompromise() {
  const desk = createDesk('01956c2b-0000-7000-8000-000000000043');
  declare(desk);
  analyse(desk);
  isolate(desk);
  finish(desk);
  writeUp(desk);
  return desk.events;
}

function declare({ ask }: Desk): void {
  const team = [commander, scribe, forensics, owner, responder, legal];
  const declaration = {
    number: 43,
    codename: 'copper-finch',
    title: 'Instance i-0build00000000001 talks to a mining pool',
    incidentType: 'vm',
    severity: 2,
    mode: 'live',
    visibility: 'restricted',
    because: 'routing rule “mining”',
    openedBy: { rule: 'mining', storm: false },
    roster: { id: 'cloud-security', members: team.map(personOf) },
    playbook: 'vm-compromise',
    policy: DEFAULT_POLICY,
    tlp: 'AMBER',
  } as const;
  ask(CORDON, 'DeclareIncident', declaration, 0);
  ask(
    CORDON,
    'LinkAlert',
    { alert: alert('d-1', 'CryptoCurrency:EC2/BitcoinTool.B', -118, -0.1), why: 'opened it' },
    0,
  );
  for (const one of team) ask(CORDON, 'AddMember', { person: personOf(one), how: 'roster' }, 0);
  ask(CORDON, 'RecordPage', { person: personOf(commander), reason: 'on call', via: 'roster' }, 1);
  ask(
    CORDON,
    'RecordConversation',
    {
      platform: 'room',
      conversation: '43',
      name: 'inc-43-copper-finch',
      link: 'https://cordon.example.com/incidents/43',
    },
    1,
  );
  ask(
    CORDON,
    'AttachPlaybook',
    {
      slug: 'vm-compromise',
      title: 'Compromised virtual machine',
      version: '1.0.0',
      sha256: HASH('b'),
      tasks: [
        { phase: 'detection_analysis', kind: 'check', text: 'List the instance and its role.', required: true },
        { phase: 'detection_analysis', kind: 'decision', text: 'Do we need its memory?', required: true },
        { phase: 'containment', kind: 'action', text: 'Isolate the instance from the network.', required: true },
        { phase: 'eradication', kind: 'check', text: 'Rebuild from a known good image.', required: true },
        { phase: 'post_incident', kind: 'comms', text: 'Close the notification clocks.', required: false },
      ],
    },
    1,
  );
}

function analyse({ ask }: Desk): void {
  ask(commander, 'TakeRole', { role: 'commander' }, 8);
  ask(forensics, 'TakeRole', { role: 'forensics' }, 9);
  ask(owner, 'TakeRole', { role: 'account-owner' }, 10);
  ask(legal, 'TakeRole', { role: 'legal' }, 10);
  ask(scribe, 'TakeRole', { role: 'scribe' }, 10);
  ask(
    CORDON,
    'LinkAlert',
    { alert: alert('d-2', 'Backdoor:EC2/C&CActivity.B!DNS', -31, 10.8), why: 'names the same instance' },
    11,
  );
  ask(commander, 'SetSeverity', { to: 2, reason: 'A build host without customer data' }, 12);
  ask(
    commander,
    'AddEntity',
    { entity: { kind: 'role', id: 'build-agent', account: '111122223333' }, reason: 'its profile' },
    13,
  );
  ask(WORKER, 'RequestEvidence', { kind: 'disk-snapshot', subject: INSTANCE.id }, 13);
  ask(
    WORKER,
    'RecordEvidenceFailure',
    { evidenceId: 'e1', problem: 'snapshot limit reached', remedy: 'Raise the limit.' },
    14,
  );
  ask(WORKER, 'RecordEvidenceFixed', { evidenceId: 'e1', reference: 'snap-0aaa0000000000001' }, 20);
  ask(
    WORKER,
    'RecordEvidence',
    {
      evidenceId: 'e1',
      name: 'snapshot-description.json',
      mediaType: 'application/json',
      sha256: HASH('c'),
      bytes: 2_048,
      collector: 'aws.disk-snapshot',
    },
    26,
  );
  ask(scribe, 'AddNote', { text: 'The job runner was reachable from the internet.', occurredAt: at(-600) }, 27);
  ask(commander, 'TickTask', { taskId: 't1', note: 'instance and role build-agent' }, 28);
  ask(commander, 'SkipTask', { taskId: 't2', reason: 'The agent for memory capture is not on build hosts' }, 29);
  ask(commander, 'PostUpdate', { text: 'A build host is mining. We isolate it next.', audience: 'stakeholders' }, 30);
  ask(commander, 'EnterPhase', { to: 'containment', reason: 'the disks are fixed', override: true }, 31);
}

function isolate({ ask }: Desk): void {
  ask(
    responder,
    'ProposeAction',
    {
      action: 'aws.isolate-instance',
      title: 'Isolate instance',
      target: TARGET,
      reason: 'It mines',
      requested: true,
      taskId: 't3',
    },
    32,
  );
  ask(WORKER, 'RecordPlan', { actionId: 'a1', plan: plan(HASH('d')) }, 33);
  ask(
    owner,
    'DenyAction',
    { actionId: 'a1', planHash: HASH('d'), reason: 'A release is being built; ten minutes.' },
    35,
  );
  ask(responder, 'RetryAction', { actionId: 'a1' }, 44);
  ask(WORKER, 'RecordPlan', { actionId: 'a1', plan: plan(HASH('e')) }, 45);
  ask(responder, 'RequestApproval', { actionId: 'a1', planHash: HASH('e'), reason: 'The release is out' }, 45);
  ask(owner, 'ApproveAction', { actionId: 'a1', planHash: HASH('e') }, 46);
  ask(commander, 'ApproveAction', { actionId: 'a1', planHash: HASH('e') }, 47);
  const step = { actionId: 'a1', stage: 'execute', step: 's1' } as const;
  ask(WORKER, 'RecordStepStart', { ...step, call: 'ec2:ModifyInstanceAttribute', on: INSTANCE.id }, 47);
  ask(WORKER, 'RecordStepFinish', { ...step, outcome: 'done', detail: 'answered 200', requestId: 'r-0001' }, 48);
  ask(WORKER, 'RecordHolding', { actionId: 'a1', verification: 'No packet in the flow logs for 60 s' }, 50);
  ask(
    WORKER,
    'RecordNotHolding',
    { actionId: 'a1', seen: 'a second interface still talks', remedy: 'Isolate it too.' },
    58,
  );
  ask(WORKER, 'RecordHolding', { actionId: 'a1', verification: 'No packet on either interface for 60 s' }, 64);
  ask(
    commander,
    'HandOffRole',
    { role: 'commander', person: personOf(responder), handover: 'Isolated; find the way in.' },
    90,
  );
}

function finish({ ask }: Desk): void {
  ask(responder, 'EnterPhase', { to: 'eradication', reason: 'isolated and silent', override: true }, 95);
  ask(
    responder,
    'StartClock',
    { regime: 'gdpr', title: 'GDPR Art. 33 notice', anchor: 'awareness', startedAt: at(12), dueAt: at(12 + 72 * 60) },
    100,
  );
  ask(
    legal,
    'StopClock',
    { clockId: 'c1', outcome: 'not_required', proof: 'No personal data within reach; memo 2026-12' },
    400,
  );
  ask(owner, 'TickTask', { taskId: 't4', note: 'image 2026.03.2' }, 500);
  ask(responder, 'EnterPhase', { to: 'recovery', reason: 'rebuilt', override: true }, 510);
  ask(responder, 'RequestRelease', { actionId: 'a1', reason: 'the host is replaced' }, 520);
  ask(WORKER, 'RecordRelease', { actionId: 'a1', restored: 'The former security groups' }, 522);
  ask(responder, 'SetMilestone', { milestone: 'started', at: at(-720), reason: 'first login in the disk image' }, 530);
  ask(
    forensics,
    'AddFollowUp',
    {
      text: 'Close the job runner to the internet',
      kind: 'prevent',
      priority: 'urgent',
      owner: personOf(owner),
      dueAt: at(10_080),
      because: 'It was the way in',
    },
    540,
  );
  ask(forensics, 'AddFollowUp', { text: 'Install the memory agent on build hosts', kind: 'respond' }, 541);
  ask(
    responder,
    'RejectFollowUp',
    { followUpId: 'f2', reason: 'Build hosts live ten minutes; a fresh one tells more' },
    545,
  );
  ask(responder, 'EnterPhase', { to: 'post_incident', reason: 'builds are back', override: true }, 550);
  ask(responder, 'WriteSummary', { text: 'A build host mined for half a day. Nothing else was touched.' }, 551);
  ask(responder, 'CloseIncident', { resolution: 'Host replaced, way in closed.', accept: [] }, 560);
}

function writeUp({ ask }: Desk): void {
  ask(responder, 'OwnPostmortem', { owner: personOf(forensics) }, 600);
  ask(forensics, 'NameReviewer', { reviewer: personOf(owner) }, 601);
  ask(
    forensics,
    'WriteSection',
    { section: 'five-whys', text: '1. The runner had no sign-in.\n2. It was **meant** to be internal.', basedOn: 0 },
    605,
  );
  ask(scribe, 'AddComment', { section: 'five-whys', text: 'Since when?' }, 606);
  ask(forensics, 'MovePostmortem', { to: 'in_review' }, 610);
  ask(owner, 'GiveReview', { verdict: 'approved' }, 700);
  const wiki = { target: 'wiki', kind: 'confluence' };
  ask(forensics, 'PublishPostmortem', { to: [{ ...wiki, restricted: true }] }, 710);
  ask(
    WORKER,
    'RecordPublication',
    { ...wiki, url: 'https://wiki.example.com/pages/43', position: 66, sha256: HASH('9') },
    711,
  );
  ask(
    WORKER,
    'RecordTracking',
    { followUpId: 'f1', tracker: 'board', kind: 'jira', key: 'SEC-12', url: 'https://board.example.com/browse/SEC-12' },
    712,
  );
}

function alert(alertId: string, type: string, seenMinute: number, receivedMinute: number): AlertSummary {
  return {
    alertId,
    findingId: `fi-${alertId}`,
    source: 'aws-guardduty',
    type,
    title: `${INSTANCE.id}: ${type}`,
    severity: 'high',
    entities: [INSTANCE, { kind: 'ip', id: '203.0.113.66' }],
    techniques: ['T1496.001', 'T1071.004'],
    firstSeenAt: at(seenMinute),
    receivedAt: at(receivedMinute),
    sha256: HASH('a'),
  };
}

function plan(hash: string): ActionPlan {
  return {
    steps: [
      { id: 's1', call: 'ec2:ModifyInstanceAttribute', on: INSTANCE.id, prior: 'sg-build', wanted: 'sg-isolated' },
    ],
    effect: 'reversible',
    tier: 2,
    blastRadius: ['builds on this host stop'],
    evidence: [{ kind: 'disk-snapshot', state: 'fixed' }],
    undo: 'The prior groups are restored',
    warnings: [],
    settleSeconds: 60,
    hash,
  };
}
