/** Actions: proposed within the scope, planned, cancelled, released. Approval stands in `approvals.ts`, running in `execution.ts`. */

import { isContained, isMoving, isStoppable, isTouched } from './action-states.ts';
import { authorized, requestFacts, requestOf, ruleOf } from './approvals.ts';
import type { CommandOf } from './commands.ts';
import type { ActionPlan, ActionTarget } from './containment-events.ts';
import { accept, type Decision, type Refusal, refusal, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import { followUpId } from './followups.ts';
import type { Action, ActionState, Incident } from './incident.ts';
import { isLead } from './permissions.ts';
import { inScope } from './scope.ts';
import { alreadyOpen, notNow, withAction } from './with-action.ts';

/** States in which a plan may still change: nothing was begun, or only evidence was preserved. */
const REPLANNABLE: ReadonlySet<ActionState> = new Set([
  'proposed',
  'refused',
  'planned',
  'requested',
  'denied',
  'expired',
  'authorized',
  'running',
  'unknown',
]);

export function propose(command: CommandOf<'ProposeAction'>, incident: Incident): Decision {
  const { action, title, target, reason, requested, taskId } = command;
  const refused = outOfScope(incident, target) ?? alreadyOpen(incident, { action, target });
  if (refused) return { refused };
  const actionId = `a${incident.actions.length + 1}`;
  return accept({
    type: 'ActionProposed',
    data: { actionId, action, title, target, reason, requested, ...(taskId ? { taskId } : {}) },
  });
}

/** Plans the same action again: after a refusal, a denial, a failure, or once it was released. */
export function retry(command: CommandOf<'RetryAction'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (isMoving(action) || action.state === 'contained' || action.state === 'proposed') return notNow(action);
    const refused = outOfScope(incident, action.target) ?? alreadyOpen(incident, action);
    if (refused) return { refused };
    const { actionId, title, target, reason, taskId } = action;
    const data = {
      actionId,
      action: action.action,
      title,
      target,
      reason,
      requested: true,
      ...(taskId ? { taskId } : {}),
    };
    return accept({ type: 'ActionProposed', data });
  });
}

/** The same plan again says nothing new. A late plan of an action that was begun or is over changes nothing. */
export function recordPlan(command: CommandOf<'RecordPlan'>, incident: Incident, at: Date): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { plan } = command;
    const { actionId } = action;
    if (!isReplannable(action)) return accept();
    if (action.plan?.hash === plan.hash && action.state !== 'refused') return accept();
    const planned: Fact = { type: 'ActionPlanned', data: { actionId, plan, version: action.planVersion + 1 } };
    if (action.plan) return accept(planned, ...drifted(incident, action, action.plan.hash, plan, at));
    const asks = action.requested || ruleOf(incident, plan).approvals === 0;
    return accept(planned, ...(asks ? requestFacts(incident, action, plan, action.proposedBy, action.reason, at) : []));
  });
}

/** A changed plan voids every approval and asks again, with a new expiry and without any standing authority. */
function drifted(incident: Incident, action: Action, was: string, plan: ActionPlan, at: Date): readonly Fact[] {
  const { actionId } = action;
  const asked = action.state === 'requested' || isMoving(action);
  if (!asked) return [];
  const requester = action.request?.by ?? action.proposedBy;
  const again =
    ruleOf(incident, plan).approvals === 0
      ? authorized(actionId, plan, [], 'automatic')
      : requestOf(incident, actionId, plan, `the plan changed; first requested by ${requester.name}`, at);
  return [{ type: 'ApprovalsVoided', data: { actionId, was, is: plan.hash } }, again];
}

function isReplannable(action: Action): boolean {
  return REPLANNABLE.has(action.state) && !action.steps.some(({ stage }) => stage === 'execute');
}

export function recordPlanRefusal(command: CommandOf<'RecordPlanRefusal'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (!isReplannable(action)) return accept();
    if (action.state === 'refused' && action.problem?.text === command.reason) return accept();
    const { actionId, code, reason, remedy } = command;
    return accept({ type: 'PlanRefused', data: { actionId, code, reason, remedy } });
  });
}

export function waiveEvidence(command: CommandOf<'WaiveEvidence'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const may = isLead(incident, command.by) || incident.roles.forensics?.id === command.by.id;
    if (!may) {
      return refuse(
        'not_lead',
        'Evidence is waived by the commander, the deputy or the forensics lead.',
        'Ask one of them, or wait for the evidence.',
      );
    }
    if (!command.reason.trim()) {
      return refuse(
        'reason_missing',
        'A waiver wants a reason: what is lost cannot be had again.',
        `Say: waive ${action.actionId} … because …`,
      );
    }
    const kinds = command.kinds.filter((kind) => !action.waived.includes(kind));
    if (kinds.length === 0) return accept();
    return accept(
      { type: 'EvidenceWaived', data: { actionId: action.actionId, kinds, reason: command.reason } },
      {
        type: 'FollowUpAdded',
        data: {
          followUpId: followUpId(incident),
          text: `Review the evidence waived before ${action.actionId} ${action.title}: ${kinds.join(', ')}`,
          kind: 'respond',
          because: command.reason,
        },
      },
    );
  });
}

export function cancel(command: CommandOf<'CancelAction'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state === 'cancelled') return accept();
    // Stopped while it runs or is verified: what was changed by then is undone.
    if (isStoppable(action)) return requestRelease({ ...command, type: 'RequestRelease' }, incident);
    if (isTouched(action) || isContained(action) || action.state === 'releasing') {
      return refuse(
        'too_late',
        `${action.actionId} has changed something already.`,
        `Release it instead: release ${action.actionId} because …`,
      );
    }
    if (action.state === 'released' || action.state === 'done') return notNow(action);
    return accept({ type: 'ActionCancelled', data: { actionId: action.actionId, reason: command.reason } });
  });
}

/**
 * Also the way out of an unknown outcome, and of a run or a verification that people no longer want: the worker stops at
 * its next step or look, and releasing looks first and restores what there is to restore.
 */
export function requestRelease(command: CommandOf<'RequestRelease'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state === 'releasing' || (action.state === 'released' && !isTouched(action))) return accept();
    const releasable = isContained(action) || isStoppable(action);
    if (!releasable) return notNow(action);
    if (action.plan?.effect === 'irreversible') {
      return refuse(
        'irreversible',
        `${action.title} cannot be released: ${action.plan.undo}`,
        'Accept it by name with a reason: accept.',
      );
    }
    if (action.plan && action.plan.tier >= 2 && !isLead(incident, command.by)) {
      return refuse(
        'not_lead',
        'Releasing a tier 2 or 3 control is for the commander or the deputy.',
        'Ask the commander.',
      );
    }
    return accept({ type: 'ReleaseRequested', data: { actionId: action.actionId, reason: command.reason } });
  });
}

export function acceptResidual(command: CommandOf<'AcceptResidual'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.accepted) return accept();
    if (!isContained(action)) return notNow(action);
    if (!command.reason.trim()) {
      return refuse(
        'reason_missing',
        'Leaving a control in place wants a reason.',
        `Say: accept ${action.actionId} because …`,
      );
    }
    return accept({
      type: 'ResidualAccepted',
      data: { actionId: action.actionId, title: action.title, reason: command.reason },
    });
  });
}

function outOfScope(incident: Incident, target: ActionTarget): Refusal | undefined {
  if (inScope(incident, target)) return undefined;
  return refusal(
    'out_of_scope',
    `${target.kind} ${target.id} is not in the scope of this incident.`,
    `Add it with a reason: scope add ${target.kind} ${target.id} because …`,
  );
}
