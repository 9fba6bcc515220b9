/** An authorised action is run: evidence first, then each step once, then verified until it holds. */

import { CordonError } from '../base/errors.ts';
import { reached } from '../incident/evidence.ts';
import type { Action, Incident } from '../incident/incident.ts';
import type { EvidenceGate, Progress, Ran } from './containment.ts';
import { subjectText } from './gathering.ts';
import { type Following, follow, type Reach, reaction, WORKER } from './reaction.ts';

export const runAction = reaction({
  name: 'run-action',
  on: ['ActionAuthorized', 'RecheckDue'],
  async react(delivery, reach) {
    const { event, incident, signal } = delivery;
    const action = incident.actions.find((one) => one.actionId === event.data.actionId);
    if (!action?.plan) return;
    if (event.type === 'RecheckDue') {
      if (action.state !== 'contained') return;
      return conclude(delivery, reach, action, await reach.containment.verify(action, incident, signal));
    }
    const due = action.state === 'authorized' || action.state === 'running' || action.state === 'unknown';
    if (!due || action.authorized?.planHash !== event.data.planHash) return;
    const ran = await reach.containment.run(action, incident, {
      tell: (progress) => tell(delivery, reach, action.actionId, progress),
      evidence: evidenceGate(delivery, reach, action, incident),
      signal,
    });
    await conclude(delivery, reach, action, ran);
  },
});

/**
 * Progress of a run, as the command that records it. A step that the core refuses to see begun (the action was cancelled
 * or planned anew meanwhile) ends the run before anything is changed; the next attempt finds it no longer due.
 */
export async function tell(delivery: Following, reach: Reach, actionId: string, progress: Progress): Promise<void> {
  if (progress.kind === 'finished') {
    const { kind: _kind, ...finished } = progress;
    await follow(delivery, reach, { type: 'RecordStepFinish', actionId, ...finished }, WORKER);
    return;
  }
  const { stage, step, call, on } = progress;
  const { refused } = await follow(
    delivery,
    reach,
    { type: 'RecordStepStart', actionId, stage, step, call, on },
    WORKER,
  );
  if (refused) throw new CordonError('conflict', refused.reason, { remedy: refused.remedy, retryable: true });
}

/** Waived, there, or asked for now: the run comes back when it is. */
function evidenceGate(delivery: Following, reach: Reach, action: Action, incident: Incident): EvidenceGate {
  const subject = subjectText(action.target);
  return async ({ kind, state }) => {
    if (action.waived.includes(kind)) return 'there';
    const need = state as 'fixed' | 'complete' | 'locked';
    const items = incident.evidence.filter((item) => item.kind === kind && (item.subject === subject || isWide(kind)));
    if (items.some((item) => reached(item, need))) return 'there';
    if (items.some((item) => item.state !== 'failed')) return 'waiting';
    if (items.length > 0) return 'failed';
    await follow(delivery, reach, { type: 'RequestEvidence', kind, subject, actionId: action.actionId });
    return 'waiting';
  };
}

/** Evidence that speaks of more than its one subject. */
function isWide(kind: string): boolean {
  return kind === 'cloudtrail-window' || kind === 'iam-snapshot' || kind === 'alert-payload';
}

async function conclude(delivery: Following, reach: Reach, { actionId }: Action, ran: Ran): Promise<void> {
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
    case 'unknown':
      throw new CordonError('outcome_unknown', ran.problem, { remedy: ran.remedy, retryable: true });
    case 'later':
      throw new CordonError('conflict', ran.why, { remedy: 'It is tried again by itself.', retryable: true });
  }
}
