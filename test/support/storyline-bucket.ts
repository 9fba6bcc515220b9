/** A bucket that was public: reported by a person, a late notice to the authority, closed, reopened and closed again. */

import type { ActionPlan } from '../../src/incident/containment-events.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';
import { createDesk } from './decided.ts';
import { actor, at, CORDON, commander, HASH, owner, personOf, responder, scribe, WORKER } from './teller.ts';

const BUCKET = { kind: 'bucket', id: 'example-exports', account: '444455556666', region: 'eu-central-1' } as const;
const TARGET = { provider: 'aws', account: '444455556666', region: 'eu-central-1', kind: 'bucket', id: BUCKET.id };
const outsider = actor('press-office');

type Desk = ReturnType<typeof createDesk>;

export function tellPublicBucket() {
  const desk = createDesk('01956c2b-0000-7000-8000-000000000044');
  declare(desk);
  analyse(desk);
  block(desk);
  finish(desk);
  return desk.events;
}

function declare({ ask }: Desk): void {
  const declaration = {
    number: 44,
    codename: 'amber-wren',
    title: 'Bucket example-exports is readable by everybody',
    incidentType: 'data',
    severity: 3,
    mode: 'live',
    visibility: 'open',
    because: 'a customer wrote to us',
    roster: { id: 'cloud-security', members: [commander, scribe, owner, responder].map(personOf) },
    policy: DEFAULT_POLICY,
    tlp: 'RED',
  } as const;
  ask(responder, 'DeclareIncident', declaration, 0);
  for (const one of [commander, scribe, owner, responder])
    ask(CORDON, 'AddMember', { person: personOf(one), how: 'roster' }, 0);
  ask(
    CORDON,
    'RecordConversationFailure',
    { platform: 'slack', problem: 'name_taken', remedy: 'It is tried again.' },
    1,
  );
  ask(CORDON, 'RecordConversation', { platform: 'slack', conversation: 'C044', name: 'inc-44-amber-wren' }, 2);
}

function analyse({ ask }: Desk): void {
  ask(commander, 'TakeRole', { role: 'commander' }, 3);
  ask(owner, 'TakeRole', { role: 'account-owner' }, 4);
  ask(commander, 'SetVisibility', { to: 'restricted', reason: 'personal data' }, 5);
  ask(commander, 'SetSeverity', { to: 1, reason: '40,000 export files with names and addresses' }, 6);
  ask(commander, 'RetitleIncident', { title: 'Exports were readable by everybody' }, 7);
  ask(responder, 'AddEntity', { entity: BUCKET, reason: 'named by the customer' }, 8);
  ask(responder, 'AddEntity', { entity: { ...BUCKET, id: 'example-logs' }, reason: 'same account' }, 8);
  ask(responder, 'RemoveEntity', { entity: { ...BUCKET, id: 'example-logs' }, reason: 'never was public' }, 9);
  ask(outsider, 'RequestAccess', { reason: 'to prepare a statement' }, 10);
  ask(commander, 'DenyAccess', { person: personOf(outsider), reason: 'updates are enough for now' }, 12);
  ask(
    commander,
    'StartClock',
    { regime: 'gdpr', title: 'GDPR Art. 33 notice', anchor: 'awareness', startedAt: at(6), dueAt: at(6 + 72 * 60) },
    14,
  );
  ask(commander, 'SetMilestone', { milestone: 'started', at: at(-43_200), reason: 'policy change in the trail' }, 20);
  ask(WORKER, 'RequestEvidence', { kind: 'bucket-policy', subject: BUCKET.id }, 21);
  const file = {
    name: 'policy.json',
    mediaType: 'application/json',
    sha256: HASH('5'),
    bytes: 812,
    collector: 'aws.bucket-policy',
  };
  ask(WORKER, 'RecordEvidence', { evidenceId: 'e1', ...file, window: { from: at(-43_200), to: at(20) } }, 22);
  ask(WORKER, 'RecordEvidenceLock', { evidenceId: 'e1', until: '2029-03-03T00:00:00.000Z' }, 22);
  ask(commander, 'EnterPhase', { to: 'containment', reason: 'scope is known' }, 25);
}

function block({ ask }: Desk): void {
  ask(
    owner,
    'ProposeAction',
    {
      action: 'aws.block-public-bucket',
      title: 'Block public access',
      target: TARGET,
      reason: 'Anybody can read it',
      requested: true,
    },
    26,
  );
  ask(WORKER, 'RecordPlan', { actionId: 'a1', plan: plan() }, 27);
  ask(commander, 'ApproveAction', { actionId: 'a1', planHash: plan().hash }, 28);
  const step = { actionId: 'a1', stage: 'execute', step: 's1' } as const;
  ask(WORKER, 'RecordStepStart', { ...step, call: 's3:PutPublicAccessBlock', on: BUCKET.id }, 28);
  ask(WORKER, 'RecordStepFinish', { ...step, outcome: 'done', detail: 'answered 200' }, 29);
  ask(WORKER, 'RecordHolding', { actionId: 'a1', verification: 'An anonymous read answers 403' }, 30);
}

function finish({ ask }: Desk): void {
  for (const [to, minute] of [
    ['eradication', 40],
    ['recovery', 60],
    ['post_incident', 90],
  ] as const)
    ask(commander, 'EnterPhase', { to, reason: 'nothing left to do', override: true }, minute);
  ask(commander, 'StopClock', { clockId: 'c1', outcome: 'sent', proof: 'Receipt 2026-9001' }, 4_400);
  const accept = [{ actionId: 'a1', reason: 'stays blocked for good' }];
  ask(commander, 'CloseIncident', { resolution: 'Public access is blocked.', accept }, 4_450);
  ask(commander, 'ReopenIncident', { reason: 'a second bucket with the same policy' }, 6_000);
  ask(commander, 'PostUpdate', { text: 'A second bucket is being looked at.', audience: 'members' }, 6_010);
  ask(
    owner,
    'AddFollowUp',
    { text: 'Deny public policies for the whole account', kind: 'prevent', owner: personOf(owner), dueAt: at(30_000) },
    6_020,
  );
  ask(owner, 'FinishFollowUp', { followUpId: 'f1' }, 6_100);
  ask(commander, 'CloseIncident', { resolution: 'Both are blocked; the authority was told.', accept: [] }, 6_200);
}

function plan(): ActionPlan {
  return {
    steps: [{ id: 's1', call: 's3:PutPublicAccessBlock', on: BUCKET.id, prior: 'none', wanted: 'all four blocked' }],
    effect: 'reversible',
    tier: 1,
    blastRadius: ['the partner portal loses its download page'],
    evidence: [{ kind: 'bucket-policy', state: 'complete' }],
    undo: 'The former setting is restored',
    warnings: [],
    settleSeconds: 0,
    hash: HASH('7'),
  };
}
