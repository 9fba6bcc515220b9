/** One action from proposal to release, as its own events tell it. */

import type { EventOf, IncidentEvent } from '../incident/events.ts';
import { allOf, firstOf, lastOf, type Story } from './story.ts';

export interface ActionTale {
  readonly actionId: string;
  readonly proposed: EventOf<'ActionProposed'>;
  /** Everything the log says of it, in order. */
  readonly events: readonly IncidentEvent[];
  readonly plan: EventOf<'ActionPlanned'> | undefined;
  /** The plan that was carried out; the newest while none is. */
  readonly carried: EventOf<'ActionPlanned'> | undefined;
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
  /** Who wanted it: a worker asks on behalf of whoever proposed it. */
  readonly wanted: EventOf<'ApprovalRequested'> | EventOf<'ActionProposed'>;
  readonly releaseAsked: EventOf<'ReleaseRequested'> | undefined;
  /** The newest event of each piece of evidence taken for it, or of a kind that its plan needs. */
  readonly evidence: readonly EventOf<(typeof STATIONS)[number]>[];
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

const STATIONS = ['EvidenceRequested', 'EvidenceFixed', 'EvidenceCollected'] as const;

/** Telling them reads every action and every piece of evidence, and half of the sections ask. */
const known = new WeakMap<Story, readonly ActionTale[]>();

/** All actions in the order they were proposed. */
export function actionTales(story: Story): readonly ActionTale[] {
  const tales = known.get(story) ?? talesIn(story);
  known.set(story, tales);
  return tales;
}

function talesIn(story: Story): readonly ActionTale[] {
  const tales: ActionTale[] = [];
  for (const events of story.about('action').values()) {
    const proposed = firstOf(events, 'ActionProposed');
    if (proposed !== undefined) tales.push(tell(story, proposed, events));
  }
  return tales;
}

/** First proposals by action id: what names an action, and must be cited beside an event that only carries the id. */
export function proposalsOf(story: Story): ReadonlyMap<string, EventOf<'ActionProposed'>> {
  const latestFirst = story.of('ActionProposed').toReversed();
  return new Map(latestFirst.map((event) => [event.data.actionId, event]));
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

function tell(story: Story, proposed: EventOf<'ActionProposed'>, events: readonly IncidentEvent[]): ActionTale {
  const plan = lastOf(events, 'ActionPlanned');
  const authorized = lastOf(events, 'ActionAuthorized');
  const planHash = authorized?.data.planHash ?? plan?.data.plan.hash;
  const carried = allOf(events, 'ActionPlanned').findLast((event) => event.data.plan.hash === planHash);
  const released = lastOf(events, 'ActionReleased');
  const held = lastOf(events, 'ActionHolding');
  const requests = allOf(events, 'ApprovalRequested');
  const request = requests.at(-1);
  return {
    actionId: proposed.data.actionId,
    proposed,
    events,
    plan,
    carried,
    authorized,
    held,
    requests,
    wanted: request?.by.kind === 'person' ? request : proposed,
    approvals: allOf(events, 'ApprovalGiven').filter((event) => event.data.planHash === planHash),
    started: allOf(events, 'StepStarted').find((event) => event.data.stage === 'execute'),
    outcome: events.findLast(isTurn),
    // Applied again after a release: then it is not released.
    released: released !== undefined && released.seq > (held?.seq ?? 0) ? released : undefined,
    releaseAsked: lastOf(events, 'ReleaseRequested'),
    accepted: lastOf(events, 'ResidualAccepted'),
    evidence: evidenceFor(story, proposed.data.actionId, carried),
  };
}

function evidenceFor(
  story: Story,
  actionId: string,
  plan: EventOf<'ActionPlanned'> | undefined,
): ActionTale['evidence'] {
  const kinds = new Set(plan?.data.plan.evidence.map(({ kind }) => kind));
  return [...story.about('evidence').values()].flatMap((events) => {
    const stations = events.filter(isStation);
    const newest = stations.at(-1);
    if (newest === undefined) return [];
    const forIt = stations.some(({ data }) => 'actionId' in data && data.actionId === actionId);
    return forIt || kinds.has(newest.data.kind) ? [newest] : [];
  });
}

function isStation(event: IncidentEvent): event is ActionTale['evidence'][number] {
  return (STATIONS as readonly string[]).includes(event.type);
}

function isTurn(event: IncidentEvent): event is Outcome {
  return (TURNS as readonly string[]).includes(event.type);
}
