/**
 * Approval: bound to the hash of the plan that people saw, never by the requester, expiring closed.
 * The rule of a plan's tier says how many others must approve and which roles must be among those who stand for it.
 */

import type { Actor } from './actor.ts';
import type { CommandOf } from './commands.ts';
import type { ActionPlan } from './containment-events.ts';
import { accept, type Decision, type Refusal, refusal, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import { followUpId } from './followups.ts';
import type { Action, ActionState, Incident } from './incident.ts';
import { isLead, rolesOf } from './permissions.ts';
import type { ApprovalRule } from './policy.ts';
import { alreadyOpen, notNow } from './with-action.ts';

const REQUESTABLE: ReadonlySet<ActionState> = new Set(['planned', 'expired', 'denied']);

export function ruleOf(incident: Incident, plan: ActionPlan): ApprovalRule {
  return incident.policy.approvals[`T${plan.tier}`];
}

export function requestApproval(command: CommandOf<'RequestApproval'>, incident: Incident, at: Date): Decision {
  return withPlan(command, incident, (action, plan) => {
    const lapsed = action.state === 'requested' && hasExpired(action, at);
    if (action.state === 'requested' && !lapsed) return accept();
    if (!lapsed && !REQUESTABLE.has(action.state)) return notNow(action);
    const double = alreadyOpen(incident, action);
    if (double) return { refused: double };
    const expired: Fact[] = lapsed
      ? [{ type: 'ApprovalExpired', data: { actionId: action.actionId, planHash: plan.hash } }]
      : [];
    const requests = requestFacts(incident, action, plan, command.by, command.reason ?? action.reason, at);
    return accept(...expired, ...requests);
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
  const request = requestOf(incident, actionId, plan, reason, at);
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

/** A request for approval of `plan`, expiring after the minutes its tier allows. */
export function requestOf(incident: Incident, actionId: string, plan: ActionPlan, reason: string, at: Date): Fact {
  const expiresAt = new Date(at.getTime() + ruleOf(incident, plan).expiresMinutes * 60_000).toISOString();
  return { type: 'ApprovalRequested', data: { actionId, planHash: plan.hash, reason, expiresAt } };
}

export function approve(command: CommandOf<'ApproveAction'>, incident: Incident, at: Date): Decision {
  return withPlan(command, incident, (action, plan) => {
    const { request } = action;
    const given = action.approvals.some(({ by }) => by.id === command.by.id);
    if (given && action.state !== 'requested') return accept();
    if (action.state !== 'requested' || !request) return notNow(action);
    const refused = mayApprove(command.by, action, incident, at);
    if (refused) return { refused };
    if (!given && ruleOf(incident, plan).typedTarget && command.typedTarget !== action.target.id) {
      return refuse(
        'target_not_typed',
        'A tier 3 approval wants the name of its target, typed.',
        `Say: approve ${action.actionId} ${plan.hash.slice(0, 6)} target ${action.target.id}`,
      );
    }
    const as = rolesOf(incident, command.by).join(', ');
    const facts: Fact[] = given
      ? []
      : [{ type: 'ApprovalGiven', data: { actionId: action.actionId, planHash: plan.hash, as } }];
    const approvers = action.approvals.map(({ by }) => by).filter(({ id }) => id !== command.by.id);
    approvers.push(command.by);
    if (missingFor(incident, plan, request.by, approvers).length > 0) return accept(...facts);
    return accept(...facts, authorized(action.actionId, plan, approvers, 'approved'));
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
  if (hasExpired(action, at)) {
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
  return vacancy(incident, plan);
}

/** A role that the rule wants and nobody holds: no number of approvals would do. */
function vacancy(incident: Incident, plan: ActionPlan): Refusal | undefined {
  const role = ruleOf(incident, plan).roles.find((id) => !isHeld(incident, id));
  if (role === undefined) return undefined;
  return refusal(
    'role_vacant',
    `A tier ${plan.tier} plan needs the ${titleOf(incident, role)}, and nobody holds the role.`,
    `Give it to somebody first: assign ${role} @person.`,
  );
}

function isHeld({ roles }: Incident, role: string): boolean {
  return roles[role] !== undefined || (role === 'commander' && roles.deputy !== undefined);
}

function titleOf(incident: Incident, role: string): string {
  return incident.policy.roles.find(({ id }) => id === role)?.title ?? role;
}

function hasExpired({ request }: Action, at: Date): boolean {
  return request !== undefined && Date.parse(request.expiresAt) <= at.getTime();
}

/** What an action still lacks, as texts for people; empty when it may run. Who has laid down every role counts no more. */
export function missingFor(
  incident: Incident,
  plan: ActionPlan,
  requester: Actor,
  approvers: readonly Actor[],
): readonly string[] {
  const rule = ruleOf(incident, plan);
  const others = approvers.filter((one) => one.id !== requester.id && rolesOf(incident, one).length > 0);
  const missing: string[] = [];
  const lacking = rule.approvals - new Set(others.map(({ id }) => id)).size;
  if (lacking > 0)
    missing.push(`${lacking} more approval${lacking === 1 ? '' : 's'} by somebody other than ${requester.name}`);
  const standing = new Set([requester, ...others].flatMap((person) => rolesOf(incident, person)));
  for (const role of rule.roles) {
    const covered = standing.has(role) || (role === 'commander' && standing.has('deputy'));
    if (!covered)
      missing.push(
        `the ${titleOf(incident, role)} to stand for it${incident.roles[role] ? '' : ' (nobody holds the role)'}`,
      );
  }
  return missing;
}

export function deny(command: CommandOf<'DenyAction'>, incident: Incident): Decision {
  return withPlan(command, incident, (action, plan) => {
    if (action.state === 'denied') return accept();
    if (action.state !== 'requested') return notNow(action);
    if (!command.reason.trim()) {
      return refuse(
        'reason_missing',
        'A refusal wants a reason: the requester plans anew by it.',
        `Say: deny ${action.actionId} because …`,
      );
    }
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
    const double = alreadyOpen(incident, action);
    if (double) return { refused: double };
    return accept(authorized(action.actionId, plan, [command.by], 'break_glass', command.reason), {
      type: 'FollowUpAdded',
      data: {
        followUpId: followUpId(incident),
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

export function authorized(
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
