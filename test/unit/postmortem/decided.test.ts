import { describe, expect, it } from 'vitest';
import type { ActionPlan } from '../../../src/incident/containment-events.ts';
import { DEFAULT_POLICY } from '../../../src/incident/policy.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { createDesk } from '../../support/decided.ts';
import { plainText, statementsOf } from '../../support/statements.ts';
import { actor, CORDON, person, WORKER } from '../../support/teller.ts';

const [commander, responder, owner] = [actor('commander'), actor('responder-1'), actor('account-owner')];
const PLAN: ActionPlan = {
  steps: [
    { id: 's1', call: 'iam:PutRolePolicy', on: 'billing-export', prior: 'no policy', wanted: 'deny older sessions' },
  ],
  effect: 'reversible',
  tier: 1,
  blastRadius: [],
  evidence: [],
  undo: 'Delete the inline policy',
  warnings: [],
  settleSeconds: 0,
  hash: 'd'.repeat(64),
};

describe('an incident that the core decided', () => {
  it('compiles into a document that tells its course, every line of it proven', () => {
    const { events, incident } = course();
    const tree = compile(events);
    const text = plainText(tree);

    expect(incident().status).toBe('closed');
    expect(text).toMatch(/Closed on 3 March 2026 at .* UTC: Session revoked/);
    expect(text).toContain('overriding the gate');
    expect(text).toContain('Revoke role sessions (a1)');
    expect(text).toContain('held until released: Inline policy deleted');
    const seqs = new Set(events.map(({ seq }) => seq));
    for (const { speaks, cites, text: line } of statementsOf(tree)) {
      if (speaks === 'fact') expect(cites.length, line).toBeGreaterThan(0);
      for (const seq of cites) expect(seqs, line).toContain(seq);
    }
  });
});

function course() {
  const desk = createDesk('01956c2b-0000-7000-8000-000000000042');
  const { ask } = desk;
  ask(CORDON, 'DeclareIncident', {
    number: 42,
    codename: 'sapphire-heron',
    title: 'Stolen role session',
    incidentType: 'identity',
    severity: 2,
    mode: 'live',
    visibility: 'restricted',
    because: 'routing rule “stolen-credentials”',
    roster: { id: 'cloud-security', members: [person('commander'), person('responder-1'), person('account-owner')] },
    policy: DEFAULT_POLICY,
    tlp: 'AMBER',
  });
  for (const id of ['commander', 'responder-1', 'account-owner'])
    ask(CORDON, 'AddMember', { person: person(id), how: 'roster' });
  ask(commander, 'TakeRole', { role: 'commander' });
  ask(owner, 'TakeRole', { role: 'account-owner' });
  ask(CORDON, 'AttachPlaybook', {
    slug: 'stolen-role-session',
    title: 'Stolen role session',
    version: '1',
    sha256: 'b'.repeat(64),
    tasks: [{ phase: 'detection_analysis', kind: 'check', text: 'Confirm the scope', required: true }],
  });
  ask(commander, 'AddEntity', {
    entity: { kind: 'role', id: 'billing-export', account: '111122223333' },
    reason: 'named by the caller',
  });
  ask(commander, 'SetSeverity', { to: 2, reason: 'no customer data in reach' });
  ask(commander, 'EnterPhase', { to: 'containment', reason: 'every minute counts', override: true });
  ask(responder, 'ProposeAction', {
    action: 'aws.revoke-role-sessions',
    title: 'Revoke role sessions',
    target: { provider: 'aws', account: '111122223333', kind: 'role', id: 'billing-export' },
    reason: 'stop the session',
    requested: true,
  });
  ask(WORKER, 'RecordPlan', { actionId: 'a1', plan: PLAN });
  ask(commander, 'ApproveAction', { actionId: 'a1', planHash: PLAN.hash });
  ask(WORKER, 'RecordStepStart', {
    actionId: 'a1',
    stage: 'execute',
    step: 's1',
    call: 'iam:PutRolePolicy',
    on: 'billing-export',
  });
  ask(WORKER, 'RecordStepFinish', {
    actionId: 'a1',
    stage: 'execute',
    step: 's1',
    outcome: 'done',
    detail: 'answered 200',
  });
  ask(WORKER, 'RecordHolding', { actionId: 'a1', verification: 'Read back: older sessions are refused' });
  for (const to of ['eradication', 'recovery'] as const)
    ask(commander, 'EnterPhase', { to, reason: 'nothing left', override: true });
  ask(responder, 'RequestRelease', { actionId: 'a1', reason: 'all sessions have expired' });
  ask(WORKER, 'RecordRelease', { actionId: 'a1', restored: 'Inline policy deleted' });
  ask(commander, 'EnterPhase', { to: 'post_incident', reason: 'normal again', override: true });
  ask(commander, 'CloseIncident', { resolution: 'Session revoked, nothing lost', accept: [] });
  return desk;
}
