/** The containment of the stolen session: one action approved, one denied and then carried out by break-glass. */

import { at, commander, forensics, HASH, owner, personOf, responder, type Teller, WORKER } from './teller.ts';

export function contain({ say }: Teller, denial: string): void {
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
