/**
 * Approval: bound to the hash of the plan that people saw, never by the requester, expiring closed.
 * The rule of a plan's tier says how many others must approve and which roles must be among those who stand for it.
 */

import type { Actor } from './actor.ts';
import type { CommandOf } from './commands.ts';
import { accept, type Decision, type Refusal, refuse } from './decision.ts';
import type { ActionPlan, Fact, Timestamp } from './events.ts';
import { nextFollowUpId } from './followups.ts';
import type { Action, Incident } from './incident.ts';
import { isLead, rolesOf } from './permissions.ts';
import type { ApprovalRule } from './policy.ts';

export function ruleOf(incident: Incident, plan: ActionPlan): ApprovalRule {
  return incident.policy.approvals[`T${plan.tier}`];
}

export function requestApproval(command: CommandOf<'RequestApproval'>, incident: Incident, at: Date): Decision {
  return withPlan(command, incident, (action, plan) => {
    if (action.state === 'requested') return accept();
    if (action.state !== 'planned' && action.state !== 'expired' && action.state !== 'denied') return notNow(action);
    return accept(...requestFacts(incident, action, plan, command.by, command.reason ?? action.reason, at));
  });
}

/** A request, and the authorisation that follows at once where the tier or a standing authority grants it. */
export function requestFacts(
  incident: Incident,
  { actionId }: Pick<Action, 'actionId'>,
  plan: ActionPlan,
  by: Actor,
  reason: string,
  at: Date,
): readonly Fact[] {
  const rule = ruleOf(incident, plan);
  if (rule.approvals === 0) return [authorized(actionId, plan, [], 'automatic')];
  const request: Fact = {
    type: 'ApprovalRequested',
    data: { actionId, planHash: plan.hash, reason, expiresAt: after(at, rule.expiresMinutes) },
  };
  const standing =
    incident.severity === 1 &&
    plan.tier <= 2 &&
    incident.policy.standingAuthority.includes(incident.incidentType) &&
    incident.roles.commander?.id === by.id;
  if (!standing) return [request];
  return [
    request,
    authorized(actionId, plan, [by], 'standing_authority', `standing authority for ${incident.incidentType}`),
  ];
}

export function approve(command: CommandOf<'ApproveAction'>, incident: Incident, at: Date): Decision {
  return withPlan(command, incident, (action, plan) => {
    const { request } = action;
    if (action.approvals.some(({ by }) => by.id === command.by.id)) return accept();
    if (action.state !== 'requested' || !request) return notNow(action);
    const refused = mayApprove(command.by, action, incident, at);
    if (refused) return { refused };
    const rule = ruleOf(incident, plan);
    if (rule.typedTarget && command.typedTarget !== action.target.id) {
      return refuse(
        'target_not_typed',
        'A tier 3 approval wants the name of its target, typed.',
        `Say: approve ${action.actionId} ${plan.hash.slice(0, 6)} target ${action.target.id}`,
      );
    }
    const as = rolesOf(incident, command.by).join(', ');
    const given: Fact = { type: 'ApprovalGiven', data: { actionId: action.actionId, planHash: plan.hash, as } };
    const approvers = [...action.approvals.map(({ by }) => by), command.by];
    const missing = missingFor(incident, plan, request.by, approvers);
    if (missing.length > 0) return accept(given);
    return accept(given, authorized(action.actionId, plan, approvers, 'approved'));
  });
}

/** Why this person may not approve this action now, or undefined. Says nothing about the hash. */
export function mayApprove(by: Actor, action: Action, incident: Incident, at: Date): Refusal | undefined {
  const { request, plan } = action;
  if (!request || !plan)
    return {
      code: 'not_requested',
      reason: 'Nobody has asked for approval yet.',
      remedy: `Request it: request ${action.actionId}.`,
    };
  if (Date.parse(request.expiresAt) <= at.getTime()) {
    return {
      code: 'approval_expired',
      reason: `The request expired at ${request.expiresAt}.`,
      remedy: `Request it again: request ${action.actionId}.`,
    };
  }
  if (request.by.id === by.id) {
    return {
      code: 'own_request',
      reason: 'You requested this plan, so someone else must approve it.',
      remedy: whoElse(incident, plan, by),
    };
  }
  if (rolesOf(incident, by).length === 0) {
    return {
      code: 'no_role',
      reason: 'Only people who hold a role in this incident approve.',
      remedy: 'Take a role first: roles shows which are free.',
    };
  }
  return undefined;
}

/** What an action still lacks, as texts for people; empty when it may run. */
export function missingFor(
  incident: Incident,
  plan: ActionPlan,
  requester: Actor,
  approvers: readonly Actor[],
): readonly string[] {
  const rule = ruleOf(incident, plan);
  const others = approvers.filter(({ id }) => id !== requester.id);
  const missing: string[] = [];
  const lacking = rule.approvals - new Set(others.map(({ id }) => id)).size;
  if (lacking > 0) missing.push(`${lacking} more approval${lacking === 1 ? '' : 's'}, not by ${requester.name}`);
  const standing = new Set([requester, ...others].flatMap((person) => rolesOf(incident, person)));
  for (const role of rule.roles) {
    const covered = standing.has(role) || (role === 'commander' && standing.has('deputy'));
    const title = incident.policy.roles.find(({ id }) => id === role)?.title ?? role;
    if (!covered) missing.push(`the ${title}${incident.roles[role] ? '' : ' (nobody holds the role)'}`);
  }
  return missing;
}

export function deny(command: CommandOf<'DenyAction'>, incident: Incident): Decision {
  return withPlan(command, incident, (action, plan) => {
    if (action.state !== 'requested') return notNow(action);
    return accept({
      type: 'ApprovalDenied',
      data: { actionId: action.actionId, planHash: plan.hash, reason: command.reason },
    });
  });
}

/** One person alone, with a reason, and a follow-up that somebody reviews it. NIST SP 800-53 AC-3(10) calls it audited override. */
export function breakGlass(command: CommandOf<'BreakGlass'>, incident: Incident): Decision {
  return withPlan(command, incident, (action, plan) => {
    if (!isLead(incident, command.by)) {
      return refuse(
        'not_lead',
        'Only the commander or the deputy breaks the glass.',
        'Ask a second person to approve instead.',
      );
    }
    if (!command.reason.trim()) {
      return refuse(
        'reason_missing',
        'Breaking the glass wants a reason: it is reviewed afterwards.',
        `Say: breakglass ${action.actionId} because …`,
      );
    }
    if (action.state !== 'planned' && action.state !== 'requested' && action.state !== 'expired') return notNow(action);
    return accept(authorized(action.actionId, plan, [command.by], 'break_glass', command.reason), {
      type: 'FollowUpAdded',
      data: {
        followUpId: nextFollowUpId(incident),
        text: `Review the break-glass use on ${action.actionId} ${action.title}`,
        kind: 'respond',
        because: command.reason,
      },
    });
  });
}

/** People who may approve this action now, the requester left out. */
export function approversOf(incident: Incident, action: Action): readonly string[] {
  const ids = new Set(Object.values(incident.roles).map(({ id }) => id));
  if (action.request) ids.delete(action.request.by.id);
  for (const { by } of action.approvals) ids.delete(by.id);
  return [...ids];
}

function whoElse(incident: Incident, plan: ActionPlan, requester: Actor): string {
  const missing = missingFor(incident, plan, requester, []);
  const holders = Object.values(incident.roles).filter(({ id }) => id !== requester.id);
  const names = [...new Set(holders.map(({ name }) => name))].join(', ');
  return `It needs ${missing.join(' and ')}${names ? `; in a role here: ${names}` : '; nobody else holds a role here yet'}.`;
}

function authorized(
  actionId: string,
  plan: ActionPlan,
  people: readonly Actor[],
  how: 'approved' | 'automatic' | 'standing_authority' | 'break_glass',
  reason?: string,
): Fact {
  const approvedBy = people.map(({ id, name }) => ({ id, name }));
  return {
    type: 'ActionAuthorized',
    data: { actionId, planHash: plan.hash, approvedBy, how, ...(reason ? { reason } : {}) },
  };
}

/** Finds the action, and refuses when the plan is no longer the one the person speaks of. */
function withPlan(
  command: { readonly actionId: string; readonly planHash: string },
  incident: Incident,
  decide: (action: Action, plan: ActionPlan) => Decision,
): Decision {
  const action = incident.actions.find(({ actionId }) => actionId === command.actionId);
  if (!action)
    return refuse(
      'unknown_action',
      `There is no action ${command.actionId} in this incident.`,
      'List them with: contain.',
    );
  if (!action.plan) return refuse('no_plan', `${action.actionId} has no plan yet.`, 'Wait for it, or say: retry.');
  if (action.plan.hash !== command.planHash) {
    return refuse('plan_changed', 'The plan has changed since you saw it.', `Read it again: plan ${action.actionId}.`);
  }
  return decide(action, action.plan);
}

function notNow(action: Action): Decision {
  return refuse(
    `action_${action.state}`,
    `${action.actionId} ${action.title} is ${action.state.replaceAll('_', ' ')}.`,
    `Look at it: plan ${action.actionId}.`,
  );
}

function after(at: Date, minutes: number): Timestamp {
  return new Date(at.getTime() + minutes * 60_000).toISOString();
}
