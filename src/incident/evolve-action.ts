/** Folds the life of actions: proposed, planned, approved, run, held, released. */

import { isContained, isTouched } from './action-states.ts';
import type { EventOf } from './events.ts';
import type { Action, ActionStep, Incident, Waiting } from './incident.ts';

type ActionEvent = EventOf<
  | 'ActionProposed'
  | 'ActionPlanned'
  | 'PlanRefused'
  | 'ApprovalRequested'
  | 'ApprovalGiven'
  | 'ApprovalDenied'
  | 'ApprovalExpired'
  | 'ApprovalsVoided'
  | 'EvidenceWaived'
  | 'ActionAuthorized'
  | 'ActionCancelled'
  | 'StepStarted'
  | 'StepFinished'
  | 'StepProgressed'
  | 'ActionWaiting'
  | 'ResumeDue'
  | 'ActionHolding'
  | 'ActionNotHolding'
  | 'ActionFailed'
  | 'RecheckDue'
  | 'ReleaseRequested'
  | 'ActionReleased'
  | 'ReleaseFailed'
  | 'ResidualAccepted'
>;

export function evolveAction(incident: Incident, event: ActionEvent): Incident {
  const { actionId } = event.data;
  if (event.type === 'ActionProposed') return propose(incident, event);
  return {
    ...incident,
    actions: incident.actions.map((action) =>
      action.actionId === actionId ? change(moved(action, event), event) : action,
    ),
  };
}

/** What an action waited for is past once something else than waiting, or asking for evidence, happens to it. */
function moved(action: Action, event: ActionEvent): Action {
  if (action.waiting === undefined || STILL_WAITING.has(event.type)) return action;
  if ((event.type === 'StepStarted' || event.type === 'StepFinished') && event.data.stage === 'preserve') return action;
  const { waiting: _past, ...rest } = action;
  return rest;
}

const STILL_WAITING: ReadonlySet<ActionEvent['type']> = new Set([
  'ActionWaiting',
  'ResumeDue',
  'EvidenceWaived',
  'StepProgressed',
  'RecheckDue',
]);

function propose(incident: Incident, event: EventOf<'ActionProposed'>): Incident {
  const { actions } = incident;
  const known = actions.find(({ actionId }) => actionId === event.data.actionId);
  const next = proposed(event, known);
  return {
    ...incident,
    actions: known ? actions.map((action) => (action === known ? next : action)) : [...actions, next],
  };
}

/** Proposed again, an action begins a new round; a change that an earlier round left in place is not forgotten. */
function proposed({ data, by, occurredAt }: EventOf<'ActionProposed'>, known: Action | undefined): Action {
  return {
    ...data,
    state: 'proposed',
    proposedBy: by,
    proposedAt: occurredAt,
    planVersion: known?.planVersion ?? 0,
    approvals: [],
    // Evidence that could not be had was waived for the sake of the next try.
    waived: known?.state === 'failed' ? known.waived : [],
    steps: [],
    ...(known && (isTouched(known) || isContained(known)) ? { touched: true } : {}),
  };
}

function change(action: Action, event: Exclude<ActionEvent, EventOf<'ActionProposed'>>): Action {
  switch (event.type) {
    case 'ActionPlanned':
      return { ...cleared(action), state: 'planned', plan: event.data.plan, planVersion: event.data.version };
    case 'PlanRefused':
      return { ...action, state: 'refused', problem: { text: event.data.reason, remedy: event.data.remedy } };
    case 'ApprovalRequested':
      return requested(action, event);
    case 'ApprovalGiven': {
      const approval = { by: event.by, at: event.occurredAt, planHash: event.data.planHash, as: event.data.as };
      return { ...action, approvals: [...action.approvals, approval] };
    }
    case 'ApprovalDenied':
      return {
        ...action,
        state: 'denied',
        approvals: [],
        problem: { text: event.data.reason, remedy: 'Plan it again or cancel it.' },
      };
    case 'ApprovalExpired':
      return { ...action, state: 'expired', approvals: [] };
    case 'ApprovalsVoided':
      return { ...action, approvals: [] };
    case 'EvidenceWaived':
      return { ...action, waived: [...new Set([...action.waived, ...event.data.kinds])] };
    case 'ActionAuthorized':
      return {
        ...action,
        state: 'authorized',
        authorized: {
          at: event.occurredAt,
          how: event.data.how,
          planHash: event.data.planHash,
          by: event.data.approvedBy,
        },
      };
    case 'ActionCancelled':
      return {
        ...action,
        state: 'cancelled',
        problem: { text: event.data.reason, remedy: 'Propose it anew if it is needed.' },
      };
    case 'StepStarted':
    case 'StepFinished':
      return stepped(action, event);
    case 'StepProgressed': {
      const { stage, step, detail } = event.data;
      const steps = action.steps.map((one) =>
        one.stage === stage && one.step === step ? { ...one, progress: detail } : one,
      );
      return { ...action, steps };
    }
    case 'ActionWaiting':
      return { ...action, waiting: waitingOf(action, event) };
    case 'ResumeDue': {
      const { lookAgainAt: _due, ...waiting } = action.waiting ?? {};
      return action.waiting ? { ...action, waiting: waiting as Waiting } : action;
    }
    case 'ActionHolding':
      return holding(action, event);
    case 'ActionNotHolding':
      return {
        ...unaccepted(action),
        state: 'not_holding',
        problem: { text: event.data.seen, remedy: event.data.remedy },
      };
    case 'ActionFailed':
      return { ...action, state: 'failed', problem: { text: event.data.problem, remedy: event.data.remedy } };
    case 'RecheckDue': {
      const { recheckAt: _due, ...rest } = action;
      return rest;
    }
    case 'ReleaseRequested':
      return { ...unaccepted(action), state: 'releasing', releaseBy: event.by };
    case 'ActionReleased': {
      const { recheckAt: _due, touched: _undone, ...rest } = action;
      return { ...rest, state: 'released', releasedAt: event.occurredAt };
    }
    case 'ReleaseFailed':
      return { ...action, state: 'contained', problem: { text: event.data.problem, remedy: event.data.remedy } };
    case 'ResidualAccepted':
      return { ...action, accepted: { by: event.by, at: event.occurredAt, reason: event.data.reason } };
  }
}

/** A new plan starts without approval. The request stays: who asked last is still the requester when Cordon asks anew. */
function cleared({ authorized: _a, problem: _p, accepted: _c, ...action }: Action): Action {
  return { ...action, approvals: [] };
}

/** Waiting on for the same thing, it has waited since the first time. */
function waitingOf({ waiting }: Action, { data, occurredAt }: EventOf<'ActionWaiting'>): Waiting {
  const { on, why, lookAgainAt } = data;
  const before = waiting?.on === on ? waiting : undefined;
  return {
    on,
    why,
    since: before?.since ?? occurredAt,
    times: (before?.times ?? 0) + 1,
    ...(lookAgainAt ? { lookAgainAt } : {}),
  };
}

/** Who accepted a control as it stood did not accept what has become of it. */
function unaccepted({ accepted: _was, ...action }: Action): Action {
  return action;
}

/** A request that follows by itself from a plan is that of who asked before, or the proposer's; never the worker's. */
function requested(action: Action, event: EventOf<'ApprovalRequested'>): Action {
  const by = event.by.kind === 'person' ? event.by : (action.request?.by ?? action.proposedBy);
  return {
    ...action,
    state: 'requested',
    approvals: [],
    request: { by, at: event.occurredAt, reason: event.data.reason, expiresAt: event.data.expiresAt },
  };
}

function stepped(action: Action, event: EventOf<'StepStarted' | 'StepFinished'>): Action {
  const { stage, step } = event.data;
  const known = action.steps.find((candidate) => candidate.stage === stage && candidate.step === step);
  const next: ActionStep =
    event.type === 'StepStarted'
      ? begun(event, known)
      : {
          ...withoutProgress(known ?? { stage, step, call: step, on: action.target.id, startedAt: event.occurredAt }),
          finishedAt: event.occurredAt,
          outcome: event.data.outcome,
          detail: event.data.detail,
          ...(event.data.requestId ? { requestId: event.data.requestId } : {}),
        };
  const steps = known ? action.steps.map((one) => (one === known ? next : one)) : [...action.steps, next];
  const late = stage === 'execute' && action.state === 'released' && next.outcome !== 'failed';
  if (late) return { ...action, steps, touched: true };
  if (stage === 'release' || !['authorized', 'running', 'unknown'].includes(action.state)) return { ...action, steps };
  return { ...action, state: steps.some(isUnknown) ? 'unknown' : 'running', steps };
}

function begun({ data, source, occurredAt }: EventOf<'StepStarted'>, known: ActionStep | undefined): ActionStep {
  const { stage, step, call, on } = data;
  const startedAt = known?.startedAt ?? occurredAt;
  return { stage, step, call, on, startedAt, ...(source?.cause ? { carriedBy: source.cause } : {}) };
}

function withoutProgress({ progress: _over, ...step }: ActionStep): ActionStep {
  return step;
}

function isUnknown({ stage, outcome }: ActionStep): boolean {
  return stage !== 'release' && outcome === 'unknown';
}

function holding({ problem: _p, recheckAt: _due, ...action }: Action, event: EventOf<'ActionHolding'>): Action {
  const state = action.plan?.effect === 'read' ? 'done' : 'contained';
  return {
    ...action,
    state,
    containedAt: action.containedAt ?? event.occurredAt,
    verification: event.data.verification,
    ...(event.data.recheckAt ? { recheckAt: event.data.recheckAt } : {}),
  };
}
