/** What waits for one person: approvals, tasks, incidents, clocks. Built from incidents they are a member of. */

import type { Person } from '../../incident/actor.ts';
import { approversOf } from '../../incident/approvals.ts';
import type { Incident } from '../../incident/incident.ts';
import { rolesOf } from '../../incident/permissions.ts';
import { PHASE_LABELS } from '../../incident/phases.ts';
import type { Block, Button, Card } from '../card.ts';
import { between } from '../durations.ts';

/** Entries of one kind beyond this are only counted. */
const SHOWN = 15;

export function mineCard(person: Person, incidents: readonly Incident[], at: Date): Card {
  return {
    key: 'mine',
    title: 'What waits for you',
    tone: 'plain',
    preview: 'What waits for you',
    blocks: [
      ...listed(
        'Approvals',
        incidents.flatMap((incident) => approvals(incident, person)),
        'No approval waits for you.',
      ),
      ...listed(
        'Your tasks',
        incidents.flatMap((incident) => tasks(incident, person, at)),
        'No task is yours.',
      ),
      ...listed('Your incidents', incidents.map(incidentRow), 'You are in no open incident.'),
      ...listed(
        'Clocks',
        incidents.flatMap((incident) => clocks(incident, at)),
        'No clock runs.',
      ),
    ],
  };
}

interface Row {
  readonly label: string;
  readonly value: string;
  readonly button: Button;
}

function listed(heading: string, rows: readonly Row[], empty: string): readonly Block[] {
  const left = rows.length - SHOWN;
  return [
    { kind: 'heading', text: heading },
    rows.length === 0 ? { kind: 'text', text: empty, muted: true } : { kind: 'fields', fields: rows.slice(0, SHOWN) },
    ...(left > 0 ? [{ kind: 'text', text: `${left} more.`, muted: true } as const] : []),
  ];
}

function approvals(incident: Incident, person: Person): readonly Row[] {
  return incident.actions
    .filter((action) => action.state === 'requested' && approversOf(incident, action).includes(person.id))
    .map(({ actionId, title, target }) => ({
      label: `#${incident.number} ${actionId}`,
      value: `${title} ${target.id}`,
      button: { label: 'Plan', says: `${incident.number} plan ${actionId}` },
    }));
}

function tasks(incident: Incident, person: Person, at: Date): readonly Row[] {
  const roles = rolesOf(incident, person);
  return incident.tasks
    .filter(({ state, phase }) => state === 'open' && phase === incident.phase)
    .filter(({ assignee, role }) => (assignee ? assignee.id === person.id : role !== undefined && roles.includes(role)))
    .map(({ taskId, text, dueAt }) => ({
      label: `#${incident.number} ${taskId}`,
      value: dueAt ? `${text} (${dueText(dueAt, at)})` : text,
      button: { label: 'Tick', says: `${incident.number} tick ${taskId}` },
    }));
}

function dueText(dueAt: string, at: Date): string {
  return Date.parse(dueAt) < at.getTime() ? `overdue ${between(dueAt, at)}` : `due in ${between(at, dueAt)}`;
}

function incidentRow(incident: Incident): Row {
  const { number, codename, severity, phase, title } = incident;
  return {
    label: `SEV-${severity} · ${codename} · #${number}`,
    value: `${PHASE_LABELS[phase].title}. ${title}`,
    button: { label: 'Open', says: `${number} status` },
  };
}

function clocks({ number, clocks: all }: Incident, at: Date): readonly Row[] {
  return all
    .filter(({ stopped }) => !stopped)
    .map(({ clockId, title, dueAt }) => ({
      label: `#${number} ${title}`,
      value: Date.parse(dueAt) > at.getTime() ? `${between(at, dueAt)} left` : `over by ${between(dueAt, at)}`,
      button: { label: 'Stop…', says: `${number} clock stop ${clockId}`, asks: true },
    }));
}
