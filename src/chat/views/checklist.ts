/** The checklist of a phase: one message, edited in place, with the gate at its foot. */

import { type Criterion, gateOf } from '../../incident/gates.ts';
import type { Incident, Task } from '../../incident/incident.ts';
import { nextPhase, PHASE_LABELS, type Phase } from '../../incident/phases.ts';
import type { Block, Card, ChecklistItem } from '../card.ts';
import { between, clockTime } from '../durations.ts';
import { outsideHeadline } from './summary.ts';

export function checklistCard(incident: Incident, phase: Phase, at: Date): Card {
  const tasks = incident.tasks.filter((task) => task.phase === phase);
  const done = tasks.filter(({ state }) => state !== 'open').length;
  return {
    key: `tasks:${phase}`,
    title: `${PHASE_LABELS[phase].title}: ${done} of ${tasks.length}`,
    tone: 'plain',
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'checklist', items: tasks.map((task) => itemOf(task, incident, at)) },
      ...(phase === incident.phase ? gate(incident) : []),
    ],
  };
}

/** One item by itself: what it is for, and all that is known of it. */
export function taskCard(incident: Incident, task: Task, at: Date): Card {
  const { taskId, text, why, owner, due, outcome, required, toggle, buttons } = itemOf(task, incident, at);
  const facts = [
    { label: 'Owner', value: owner ?? 'nobody' },
    { label: 'Due', value: due ?? '' },
    { label: 'Outcome', value: outcome ?? '' },
    { label: 'Gate', value: required ? 'the phase does not end without it' : '' },
  ];
  return {
    key: `task:${taskId}`,
    title: `${taskId} ${text}`,
    tone: 'plain',
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'text', text: why ?? 'The playbook gives no reason for it.' },
      { kind: 'fields', fields: facts.filter(({ value }) => value !== '') },
      { kind: 'buttons', buttons: [toggle, ...buttons] },
    ],
  };
}

export function itemOf(task: Task, incident: Incident, at: Date): ChecklistItem {
  const { taskId, text, state, required, why, dueAt } = task;
  const owner =
    task.assignee?.name ?? (task.role ? (incident.roles[task.role]?.name ?? titleOf(task.role, incident)) : undefined);
  const outcome = outcomeOf(task, at);
  const overdue = state === 'open' && dueAt !== undefined && Date.parse(dueAt) < at.getTime();
  return {
    taskId,
    text,
    state,
    required,
    ...(owner ? { owner } : {}),
    ...(state === 'open' && dueAt
      ? { due: overdue ? `overdue ${between(dueAt, at)}` : `due ${clockTime(dueAt, at)}` }
      : {}),
    ...(overdue ? { overdue } : {}),
    ...(why ? { why } : {}),
    ...(outcome ? { outcome } : {}),
    toggle:
      state === 'open' ? { label: 'Tick', says: `tick ${taskId}` } : { label: 'Untick', says: `untick ${taskId}` },
    buttons: state === 'open' ? openButtons(task, incident) : [],
  };
}

function titleOf(role: string, incident: Incident): string {
  return incident.policy.roles.find(({ id }) => id === role)?.title ?? role;
}

function openButtons({ taskId, action, evidence, regime }: Task, incident: Incident) {
  const actions = incident.actions.filter((one) => one.action === action).map(({ actionId }) => actionId);
  return [
    ...(action
      ? [
          actions[0]
            ? { label: 'Plan', says: `plan ${actions[0]}` }
            : { label: 'Contain…', says: `contain ${action}`, asks: true },
        ]
      : []),
    ...(evidence ? [{ label: 'Collect…', says: `evidence request ${evidence}`, asks: true }] : []),
    ...(regime ? [{ label: 'Start clock', says: `clock start ${regime}` }] : []),
    { label: 'Assign…', says: `assign ${taskId}`, asks: true },
    { label: 'Due…', says: `task due ${taskId}`, asks: true },
    { label: 'Skip…', says: `skip ${taskId}`, asks: true },
  ];
}

function outcomeOf({ state, tickedBy, skipped }: Task, at: Date): string | undefined {
  if (skipped && state === 'skipped')
    return `skipped by ${skipped.by.name} ${clockTime(skipped.at, at)}: ${skipped.reason}`;
  if (state !== 'done') return undefined;
  return tickedBy
    .map(({ by, at: when, note }) => {
      const who = by.kind === 'person' ? by.name : 'by itself';
      return `${who} ${clockTime(when, at)}${note ? `, ${note}` : ''}`;
    })
    .join('; ');
}

/** Items stand above with their text, so here their ids are enough. */
function missing(open: readonly Criterion[], { tasks }: Incident): string {
  const ids = tasks.map(({ taskId }) => taskId);
  const items = open.flatMap(({ text }) => ids.find((id) => text.startsWith(`${id} `)) ?? []);
  const others = open.map(({ text }) => text).filter((text) => !ids.some((id) => text.startsWith(`${id} `)));
  return [...others, ...(items.length > 0 ? [`the items ${items.join(', ')}`] : [])].join('; ');
}

function gate(incident: Incident): Block[] {
  const next = nextPhase(incident.phase);
  if (!next || incident.status !== 'open') return [];
  const open = gateOf(incident).filter(({ met }) => !met);
  const text =
    open.length === 0
      ? `The gate to ${PHASE_LABELS[next].title} is open.`
      : `For ${PHASE_LABELS[next].title} is missing: ${missing(open, incident)}.`;
  const button =
    open.length === 0
      ? { label: `Enter ${PHASE_LABELS[next].title}`, says: `phase ${next}`, style: 'primary' as const }
      : { label: 'Override…', says: `phase ${next} override`, asks: true };
  return [
    { kind: 'text', text, tone: open.length === 0 ? 'good' : 'warning' },
    { kind: 'buttons', buttons: [button] },
  ];
}
