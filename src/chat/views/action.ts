/** The plan and its approval: one message per action, edited to its end. */

import { isContained, isMoving, isStoppable, isTouched, isUnbegun } from '../../incident/action-states.ts';
import { approversOf, missingFor, ruleOf } from '../../incident/approvals.ts';
import type { EvidenceNeed } from '../../incident/containment-events.ts';
import { reached } from '../../incident/evidence.ts';
import type { Action, Incident } from '../../incident/incident.ts';
import type { Block, Button, Card, Tone } from '../card.ts';
import { clockTime, duration } from '../durations.ts';
import { outsideHeadline } from './summary.ts';

export function actionCard(incident: Incident, action: Action, at: Date): Card {
  return {
    key: `action:${action.actionId}`,
    title: `${action.actionId} · ${action.title} · ${action.target.id}`,
    tone: toneOf(action),
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'text', text: stateText(action, at), tone: toneOf(action) },
      ...(action.problem
        ? [{ kind: 'text', text: `${action.problem.text} ${action.problem.remedy}`, tone: 'danger' } as const]
        : []),
      { kind: 'fields', fields: facts(incident, action) },
      ...planBlocks(action),
      ...approvalBlocks(incident, action, at),
      ...progress(action),
      { kind: 'buttons', buttons: buttons(incident, action) },
    ],
  };
}

function stateText(action: Action, at: Date): string {
  const { waiting } = action;
  if (waiting && isMoving(action)) {
    const again = waiting.lookAgainAt ? ` Looked at again ${clockTime(waiting.lookAgainAt, at)}.` : '';
    return `Waiting since ${clockTime(waiting.since, at)}: ${waiting.why}${again}`;
  }
  switch (action.state) {
    case 'proposed':
      return 'Proposed; the plan is being drawn up.';
    case 'refused':
      return 'Cannot be planned.';
    case 'planned':
      return 'Planned. Nobody has asked for approval yet.';
    case 'requested':
      return `Waiting for approval until ${clockTime(action.request?.expiresAt ?? '', at)}.`;
    case 'denied':
      return 'Denied.';
    case 'expired':
      return 'The request expired; nothing was done.';
    case 'authorized':
      return `Authorised (${action.authorized?.how.replaceAll('_', ' ')}); a worker takes it up.`;
    case 'running':
      return 'Running.';
    case 'contained':
      return `Contained ${clockTime(action.containedAt ?? '', at)}. ${action.verification ?? ''}`;
    case 'done':
      return `Done. ${action.verification ?? ''}`;
    case 'not_holding':
      return 'NOT holding.';
    case 'failed':
      return 'Failed.';
    case 'unknown':
      return 'The outcome of a step is unknown; it is being looked at, not repeated.';
    case 'releasing':
      return 'Being released.';
    case 'released':
      return `Released ${clockTime(action.releasedAt ?? '', at)}.`;
    case 'cancelled':
      return 'Cancelled.';
  }
}

function toneOf({ state }: Action): Tone {
  if (state === 'contained' || state === 'done' || state === 'released') return 'good';
  if (state === 'failed' || state === 'not_holding' || state === 'refused') return 'danger';
  return state === 'requested' || state === 'unknown' || state === 'expired' ? 'warning' : 'plain';
}

function facts(incident: Incident, { target, reason, plan, waived, accepted }: Action) {
  const place = [target.provider, target.account, target.region].filter(Boolean).join(' · ');
  const fields = [
    { label: 'Target', value: `${target.kind} ${target.id} (${place})` },
    { label: 'Why', value: reason },
  ];
  if (plan) {
    fields.push({
      label: 'Effect',
      value: `${plan.effect.replaceAll('_', ' ')} · tier ${plan.tier}: ${needText(incident, plan)}`,
    });
    if (plan.blastRadius.length > 0) fields.push({ label: 'Loses', value: plan.blastRadius.join('; ') });
    if (plan.evidence.length > 0) {
      fields.push({
        label: 'First',
        value: plan.evidence.map((need) => evidenceText(incident, need, waived)).join('; '),
      });
    }
    fields.push({ label: 'Takes', value: estimateText(plan) });
    fields.push({ label: 'Undo', value: plan.undo }, { label: 'Plan', value: plan.hash.slice(0, 12) });
    if (plan.byHand) fields.push({ label: 'By hand', value: plan.byHand.join(' ') });
    if (plan.warnings.length > 0) fields.push({ label: 'Mind', value: plan.warnings.join('; ') });
  }
  if (accepted) fields.push({ label: 'Accepted', value: `by ${accepted.by.name}: ${accepted.reason}` });
  return fields;
}

/** The time it takes beside what the provider documents for it to settle, and what it costs, where known. */
function estimateText({ settleSeconds, estimate }: NonNullable<Action['plan']>): string {
  const seconds = (estimate?.seconds ?? 0) + settleSeconds;
  const time = `${estimate?.seconds === undefined ? 'at least ' : 'about '}${duration(seconds)}`;
  return estimate?.cost ? `${time}; costs ${estimate.cost}` : time;
}

function needText(incident: Incident, plan: NonNullable<Action['plan']>): string {
  const rule = ruleOf(incident, plan);
  if (rule.approvals === 0) return 'runs without approval';
  const titles = rule.roles.map((role) => incident.policy.roles.find(({ id }) => id === role)?.title ?? role);
  return `${rule.approvals} approval${rule.approvals === 1 ? '' : 's'} beside the requester${titles.length > 0 ? `; ${titles.join(' and ')} must stand for it` : ''}`;
}

function evidenceText(incident: Incident, need: EvidenceNeed, waived: readonly string[]): string {
  if (waived.includes(need.kind)) return `${need.kind} waived`;
  const there = incident.evidence.some((item) => item.kind === need.kind && reached(item, need.state));
  return `${need.kind} ${need.state} ${there ? '✓' : '(collected before anything changes)'}`;
}

function lacksEvidence(incident: Incident, { plan, waived }: Action): boolean {
  return (plan?.evidence ?? []).some(
    ({ kind, state }) =>
      !waived.includes(kind) && !incident.evidence.some((item) => item.kind === kind && reached(item, state)),
  );
}

function planBlocks({ plan }: Action): Block[] {
  if (!plan) return [];
  const rows = plan.steps.map(({ call, on, prior, wanted }, index) => [String(index + 1), call, on, prior, wanted]);
  return [{ kind: 'table', columns: ['', 'Call', 'On', 'Now', 'Then'], rows }];
}

function approvalBlocks(incident: Incident, action: Action, at: Date): Block[] {
  const { request, plan, approvals } = action;
  if (!request || !plan) return [];
  const given = approvals.map(
    ({ by, at: when, as }) => `approved by ${by.name}${as ? ` (${as})` : ''} ${clockTime(when, at)}`,
  );
  const requested = `requested by ${request.by.name} ${clockTime(request.at, at)}`;
  const missing =
    action.state === 'requested'
      ? missingFor(
          incident,
          plan,
          request.by,
          approvals.map(({ by }) => by),
        )
      : [];
  const needs = missing.length > 0 ? [`needs ${missing.join(' and ')}`] : [];
  const may = new Set(action.state === 'requested' ? approversOf(incident, action) : []);
  const people = incident.members.filter(({ id }) => may.has(id));
  return [
    { kind: 'text', text: [requested, ...given, ...needs].join(' · '), muted: true },
    ...(people.length > 0 ? [{ kind: 'mention', people, text: 'may approve' } as const] : []),
  ];
}

function progress({ steps }: Action): Block[] {
  if (steps.length === 0) return [];
  return [
    {
      kind: 'steps',
      steps: steps.map(({ stage, call, on, outcome, detail = '', progress: far = detail, requestId }) => ({
        text: `${stage}: ${call} on ${on}${far ? ` — ${far}` : ''}${requestId ? ` (request ${requestId})` : ''}`,
        state: outcome === undefined ? 'running' : outcome === 'already' ? 'done' : outcome,
      })),
    },
  ];
}

function buttons(incident: Incident, action: Action): Button[] {
  const { actionId, state, plan } = action;
  if (incident.status !== 'open') return [];
  const short = plan?.hash.slice(0, 12) ?? '';
  const waive: readonly Button[] = lacksEvidence(incident, action)
    ? [{ label: 'Waive evidence…', says: `waive ${actionId}`, asks: true }]
    : [];
  const cancel: Button = { label: 'Cancel…', says: `cancel ${actionId}`, asks: true };
  switch (state) {
    case 'planned':
    case 'expired':
      return [{ label: 'Request', says: `request ${actionId} ${short}`, style: 'primary' }, ...waive, cancel];
    case 'requested':
      return [
        {
          label: 'Approve',
          says: `approve ${actionId} ${short}`,
          style: 'primary',
          asks: plan !== undefined && ruleOf(incident, plan).typedTarget,
        },
        { label: 'Deny…', says: `deny ${actionId} ${short}`, style: 'danger', asks: true },
        ...waive,
        { label: 'Break glass…', says: `breakglass ${actionId} ${short}`, asks: true },
        cancel,
      ];
    case 'denied':
    case 'refused':
      return [{ label: 'Plan again', says: `retry ${actionId}` }, cancel];
    default:
      return buttonsOnceBegun(action);
  }
}

function buttonsOnceBegun(action: Action): Button[] {
  const { actionId, state, plan, accepted } = action;
  if (isUnbegun(action)) return [{ label: 'Cancel…', says: `cancel ${actionId}`, asks: true }];
  if (isStoppable(action) && state === 'running' && plan?.effect !== 'irreversible') {
    return [{ label: 'Stop and release…', says: `cancel ${actionId}`, asks: true }];
  }
  const release: Button = { label: 'Release…', says: `release ${actionId}`, asks: true };
  const again: Button = { label: 'Try again', says: `retry ${actionId}` };
  if (state === 'unknown') return isTouched(action) ? [release] : [];
  if (!isContained(action)) return state === 'failed' ? [again] : [];
  return [
    ...(plan?.effect === 'irreversible' ? [] : [release]),
    ...(state === 'contained' ? [] : [again]),
    ...(accepted ? [] : [{ label: 'Accept…', says: `accept ${actionId}`, asks: true }]),
  ];
}
