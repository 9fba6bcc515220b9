/** An authorised action is run: evidence first, then each step once, then verified until it holds. */

import type { EventOf } from '../incident/events.ts';
import { reached } from '../incident/evidence.ts';
import type { Action, Incident } from '../incident/incident.ts';
import type { EvidenceGate, Ran } from './containment.ts';
import { subjectText } from './gathering.ts';
import { layDown, tell } from './progress.ts';
import { type Delivery, type Following, follow, type Reach, reaction, WORKER } from './reaction.ts';

export const runAction = reaction({
  name: 'run-action',
  on: [
    'ActionAuthorized',
    'RecheckDue',
    'ResumeDue',
    'EvidenceWaived',
    'EvidenceFixed',
    'EvidenceCollected',
    'EvidenceLocked',
    'EvidenceFailed',
  ],
  async react(delivery, reach) {
    const { incident, signal } = delivery;
    if (delivery.event.type === 'RecheckDue') {
      const { actionId } = delivery.event.data;
      const held = incident.actions.find((one) => one.actionId === actionId && one.state === 'contained');
      if (held?.plan) await conclude(delivery, reach, held, await reach.containment.verify(held, incident, signal));
      return;
    }
    for (const action of dueActions(delivery)) await run(delivery, reach, action);
  },
});

type Waking = EventOf<
  | 'ActionAuthorized'
  | 'RecheckDue'
  | 'ResumeDue'
  | 'EvidenceWaived'
  | 'EvidenceFixed'
  | 'EvidenceCollected'
  | 'EvidenceLocked'
  | 'EvidenceFailed'
>;

/**
 * Authorised and not at its end; after a fact about evidence, those that wait for evidence, and those that this very fact
 * had set going when its worker died.
 */
function dueActions({ event, incident }: Delivery<Waking['type']>): readonly Action[] {
  const moving = incident.actions.filter(
    ({ state, plan }) => plan && (state === 'authorized' || state === 'running' || state === 'unknown'),
  );
  switch (event.type) {
    case 'ActionAuthorized':
      return moving.filter(
        ({ actionId, authorized }) => actionId === event.data.actionId && authorized?.planHash === event.data.planHash,
      );
    case 'RecheckDue':
    case 'ResumeDue':
      return moving.filter(({ actionId }) => actionId === event.data.actionId);
    case 'EvidenceWaived':
    case 'EvidenceFixed':
    case 'EvidenceCollected':
    case 'EvidenceLocked':
    case 'EvidenceFailed':
      return moving.filter(
        ({ plan, steps }) =>
          plan?.evidence.length !== 0 &&
          !steps.some(({ stage, carriedBy }) => stage === 'execute' && carriedBy !== event.id),
      );
  }
}

async function run(delivery: Delivery<Waking['type']>, reach: Reach, action: Action): Promise<void> {
  const ran = await reach.containment.run(action, delivery.incident, {
    tell: (progress) => tell(delivery, reach, action.actionId, progress),
    evidence: evidenceGate(delivery, reach, action, delivery.incident),
    signal: delivery.signal,
  });
  await conclude(delivery, reach, action, ran);
}

/** Waived, there, or asked for now: the fact that it has come takes the action up again. */
function evidenceGate(delivery: Following, reach: Reach, action: Action, incident: Incident): EvidenceGate {
  const subject = subjectText(action.target);
  return async ({ kind, state }) => {
    if (action.waived.includes(kind)) return 'there';
    const need = state as 'fixed' | 'complete' | 'locked';
    const items = incident.evidence.filter((item) => item.kind === kind && (item.subject === subject || isWide(kind)));
    if (items.some((item) => reached(item, need))) return 'there';
    if (items.some((item) => item.state !== 'failed')) return 'waiting';
    // What failed in an earlier round is asked for once more.
    if (items.some(({ requestedAt }) => requestedAt >= action.proposedAt)) return 'failed';
    await follow(delivery, reach, { type: 'RequestEvidence', kind, subject, actionId: action.actionId });
    return 'waiting';
  };
}

/** Evidence that speaks of more than its one subject. */
function isWide(kind: string): boolean {
  return kind === 'cloudtrail-window' || kind === 'iam-snapshot' || kind === 'alert-payload';
}

async function conclude(delivery: Following, reach: Reach, action: Action, ran: Ran): Promise<void> {
  const { actionId } = action;
  switch (ran.result) {
    case 'holding': {
      const recheckAt =
        ran.recheckSeconds > 0 ? { recheckAt: new Date(Date.now() + ran.recheckSeconds * 1000).toISOString() } : {};
      await follow(
        delivery,
        reach,
        { type: 'RecordHolding', actionId, verification: ran.verification, ...recheckAt },
        WORKER,
      );
      return;
    }
    case 'not_holding':
      await follow(delivery, reach, { type: 'RecordNotHolding', actionId, seen: ran.seen, remedy: ran.remedy }, WORKER);
      return;
    case 'failed': {
      const { stage, problem, remedy } = ran;
      await follow(delivery, reach, { type: 'RecordActionFailure', actionId, stage, problem, remedy }, WORKER);
      return;
    }
    case 'drift':
      await follow(delivery, reach, { type: 'RecordPlan', actionId, plan: ran.plan }, WORKER);
      return;
    case 'later':
    case 'unknown':
      return layDown(delivery, reach, action, ran);
    case 'stopped':
      return;
  }
}
