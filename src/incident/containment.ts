/** Actions: proposed within the scope, planned, run by workers, held, released. Approval stands in `approvals.ts`. */

import { requestFacts } from './approvals.ts';
import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import { nextFollowUpId } from './followups.ts';
import type { Action, ActionState, Incident } from './incident.ts';
import { isMoving } from './lifecycle.ts';
import { isLead } from './permissions.ts';
import { inScope } from './scope.ts';

/** States in which a second proposal for the same target would be a double. */
const OPEN: ReadonlySet<ActionState> = new Set([
  'proposed',
  'planned',
  'requested',
  'authorized',
  'running',
  'contained',
  'not_holding',
  'unknown',
  'releasing',
  'done',
]);

export function propose(command: CommandOf<'ProposeAction'>, incident: Incident): Decision {
  const { action, title, target, reason, requested, taskId } = command;
  if (!inScope(incident, target)) {
    return refuse(
      'out_of_scope',
      `${target.kind} ${target.id} is not in the scope of this incident.`,
      `Add it with a reason: scope add ${target.kind} ${target.id} because …`,
    );
  }
  const same = incident.actions.find(
    (one) =>
      one.action === action &&
      one.target.id === target.id &&
      one.target.account === target.account &&
      OPEN.has(one.state),
  );
  if (same) {
    return refuse(
      'already_open',
      `${same.actionId} ${same.title} is ${same.state.replaceAll('_', ' ')} already.`,
      `Look at it: plan ${same.actionId}.`,
    );
  }
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

export function recordPlan(command: CommandOf<'RecordPlan'>, incident: Incident, at: Date): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { plan } = command;
    const { actionId } = action;
    if (action.state === 'cancelled' || action.state === 'released' || action.plan?.hash === plan.hash) return accept();
    const planned: Fact = { type: 'ActionPlanned', data: { actionId, plan, version: action.planVersion + 1 } };
    if (!action.plan) {
      const asks = action.requested || incident.policy.approvals[`T${plan.tier}`].approvals === 0;
      const requests = asks ? requestFacts(incident, action, plan, action.proposedBy, action.reason, at) : [];
      return accept(planned, ...requests);
    }
    if (action.steps.some(({ stage }) => stage === 'execute')) return accept();
    return accept(planned, ...drifted(incident, action, action.plan.hash, command, at));
  });
}

/** A changed plan voids every approval and asks again, with a new expiry. */
function drifted(
  incident: Incident,
  action: Action,
  was: string,
  command: CommandOf<'RecordPlan'>,
  at: Date,
): readonly Fact[] {
  const { actionId } = action;
  const asked = action.state === 'requested' || action.state === 'authorized';
  if (!asked) return [];
  const requester = action.request?.by ?? action.proposedBy;
  const rule = incident.policy.approvals[`T${command.plan.tier}`];
  const again: Fact =
    rule.approvals === 0
      ? { type: 'ActionAuthorized', data: { actionId, planHash: command.plan.hash, approvedBy: [], how: 'automatic' } }
      : {
          type: 'ApprovalRequested',
          data: {
            actionId,
            planHash: command.plan.hash,
            reason: `the plan changed; first requested by ${requester.name}`,
            expiresAt: new Date(at.getTime() + rule.expiresMinutes * 60_000).toISOString(),
          },
        };
  return [{ type: 'ApprovalsVoided', data: { actionId, was, is: command.plan.hash } }, again];
}

export function recordPlanRefusal(command: CommandOf<'RecordPlanRefusal'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
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
          followUpId: nextFollowUpId(incident),
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
    const begun = action.steps.some(({ stage }) => stage === 'execute');
    const over = ['contained', 'released', 'releasing', 'cancelled', 'done', 'not_holding'].includes(action.state);
    if (action.state === 'cancelled') return accept();
    if (begun || over) {
      return refuse(
        'too_late',
        `${action.actionId} has changed something already.`,
        `Release it instead: release ${action.actionId} because …`,
      );
    }
    return accept({ type: 'ActionCancelled', data: { actionId: action.actionId, reason: command.reason } });
  });
}

export function requestRelease(command: CommandOf<'RequestRelease'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state === 'releasing' || action.state === 'released') return accept();
    const touched = action.steps.some(({ stage }) => stage === 'execute');
    const releasable = ['contained', 'not_holding'].includes(action.state) || (action.state === 'failed' && touched);
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
    if (!['contained', 'not_holding', 'failed'].includes(action.state)) return notNow(action);
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

export function recordStepStart(command: CommandOf<'RecordStepStart'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, stage, step, call, on } = command;
    const known = action.steps.find((one) => one.stage === stage && one.step === step);
    if (known && known.outcome !== 'failed') return accept();
    return accept({ type: 'StepStarted', data: { actionId, stage, step, call, on } });
  });
}

export function recordStepFinish(command: CommandOf<'RecordStepFinish'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { type: _type, by: _by, source: _source, ...data } = command;
    const known = action.steps.find(({ stage, step }) => stage === data.stage && step === data.step);
    if (known?.outcome === data.outcome) return accept();
    const source = data.requestId ? { source: { ...command.source, requestId: data.requestId } } : {};
    return accept({ type: 'StepFinished', data, ...source });
  });
}

export function recordHolding(command: CommandOf<'RecordHolding'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, verification, recheckAt } = command;
    const said = (action.state === 'contained' || action.state === 'done') && action.recheckAt === recheckAt;
    if (said || action.state === 'released' || action.state === 'releasing') return accept();
    return accept({
      type: 'ActionHolding',
      data: { actionId, verification, ...(recheckAt ? { recheckAt } : {}) },
    });
  });
}

export function recordNotHolding(command: CommandOf<'RecordNotHolding'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state === 'not_holding' || action.state === 'released') return accept();
    const { actionId, seen, remedy } = command;
    return accept({ type: 'ActionNotHolding', data: { actionId, seen, remedy } });
  });
}

export function recordFailure(command: CommandOf<'RecordActionFailure'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state === 'failed' || action.state === 'contained') return accept();
    const { actionId, stage, problem, remedy } = command;
    return accept({ type: 'ActionFailed', data: { actionId, stage, problem, remedy } });
  });
}

export function recordRelease(command: CommandOf<'RecordRelease'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state === 'released') return accept();
    return accept({ type: 'ActionReleased', data: { actionId: action.actionId, restored: command.restored } });
  });
}

export function recordReleaseFailure(command: CommandOf<'RecordReleaseFailure'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state !== 'releasing') return accept();
    const { actionId, problem, remedy } = command;
    return accept({ type: 'ReleaseFailed', data: { actionId, problem, remedy } });
  });
}

function withAction(actionId: string, incident: Incident, decide: (action: Action) => Decision): Decision {
  const action = incident.actions.find((one) => one.actionId === actionId);
  if (action) return decide(action);
  return refuse('unknown_action', `There is no action ${actionId} in this incident.`, 'List them with: contain.');
}

function notNow(action: Action): Decision {
  return refuse(
    `action_${action.state}`,
    `${action.actionId} ${action.title} is ${action.state.replaceAll('_', ' ')}.`,
    `Look at it: plan ${action.actionId}.`,
  );
}
