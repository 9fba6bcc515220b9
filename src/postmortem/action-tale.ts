/** One action from proposal to release, as its own events tell it. */

import type { EventOf, IncidentEvent } from '../incident/events.ts';
import { allOf, firstOf, lastOf, type Story } from './story.ts';

export interface ActionTale {
  readonly actionId: string;
  readonly proposed: EventOf<'ActionProposed'>;
  /** Everything the log says of it, in order. */
  readonly events: readonly IncidentEvent[];
  readonly plan: EventOf<'ActionPlanned'> | undefined;
  readonly requests: readonly EventOf<'ApprovalRequested'>[];
  /** Approvals of the plan that was carried out, or of the newest plan. */
  readonly approvals: readonly EventOf<'ApprovalGiven'>[];
  readonly authorized: EventOf<'ActionAuthorized'> | undefined;
  /** The first change it made; preserving evidence before it is not a change. */
  readonly started: EventOf<'StepStarted'> | undefined;
  readonly held: EventOf<'ActionHolding'> | undefined;
  /** What its newest turning point was. */
  readonly outcome: Outcome | undefined;
  readonly released: EventOf<'ActionReleased'> | undefined;
  readonly accepted: EventOf<'ResidualAccepted'> | undefined;
  readonly evidenceIds: readonly string[];
}

const TURNS = [
  'PlanRefused',
  'ApprovalDenied',
  'ApprovalExpired',
  'ActionAuthorized',
  'ActionCancelled',
  'ActionHolding',
  'ActionNotHolding',
  'ActionFailed',
  'ActionReleased',
  'ReleaseFailed',
] as const;
export type Outcome = EventOf<(typeof TURNS)[number]>;

/** All actions in the order they were proposed. */
export function actionTales(story: Story): readonly ActionTale[] {
  const tales: ActionTale[] = [];
  for (const [actionId, events] of story.about('action')) {
    const proposed = firstOf(events, 'ActionProposed');
    if (proposed !== undefined) tales.push(tell(actionId, proposed, events));
  }
  return tales;
}

/** Proposals by action id: what names an action, and must be cited beside an event that only carries the id. */
export function proposalsOf(story: Story): ReadonlyMap<string, EventOf<'ActionProposed'>> {
  return new Map(story.of('ActionProposed').map((event) => [event.data.actionId, event]));
}

/** The proposal of the action an event is about, unless the event is that proposal. */
export function proposalFor(
  event: IncidentEvent,
  proposals: ReadonlyMap<string, EventOf<'ActionProposed'>>,
): EventOf<'ActionProposed'> | undefined {
  if (event.type === 'ActionProposed' || !('actionId' in event.data) || event.data.actionId === undefined)
    return undefined;
  return proposals.get(event.data.actionId);
}

/** Whether the control is still in force where the log ends. */
export function stillHolds(tale: ActionTale): boolean {
  return tale.held !== undefined && tale.released === undefined && tale.plan?.data.plan.effect !== 'read';
}

function tell(actionId: string, proposed: EventOf<'ActionProposed'>, events: readonly IncidentEvent[]): ActionTale {
  const plan = lastOf(events, 'ActionPlanned');
  const authorized = lastOf(events, 'ActionAuthorized');
  const planHash = authorized?.data.planHash ?? plan?.data.plan.hash;
  const released = lastOf(events, 'ActionReleased');
  const held = lastOf(events, 'ActionHolding');
  return {
    actionId,
    proposed,
    events,
    plan,
    authorized,
    held,
    requests: allOf(events, 'ApprovalRequested'),
    approvals: allOf(events, 'ApprovalGiven').filter((event) => event.data.planHash === planHash),
    started: allOf(events, 'StepStarted').find((event) => event.data.stage === 'execute'),
    outcome: events.findLast(isTurn),
    // Applied again after a release: then it is not released.
    released: released !== undefined && released.seq > (held?.seq ?? 0) ? released : undefined,
    accepted: lastOf(events, 'ResidualAccepted'),
    evidenceIds: allOf(events, 'EvidenceRequested').map((event) => event.data.evidenceId),
  };
}

function isTurn(event: IncidentEvent): event is Outcome {
  return (TURNS as readonly string[]).includes(event.type);
}
