/** The pinned card: one per conversation, always true. */

import { isContained } from '../../incident/action-states.ts';
import { gateOf } from '../../incident/gates.ts';
import type { Action, Incident } from '../../incident/incident.ts';
import { PHASE_LABELS, PHASES } from '../../incident/phases.ts';
import { sideName } from '../../incident/sides.ts';
import type { Block, Button, Card } from '../card.ts';
import { between, clockTime } from '../durations.ts';

/** `room` is its address in the Room, for cards that stand elsewhere. */
export function summaryCard(incident: Incident, at: Date, room?: string): Card {
  return {
    key: 'summary',
    title: headline(incident),
    tone: incident.status === 'open' ? (incident.severity === 1 ? 'danger' : 'warning') : 'good',
    preview: outsideHeadline(incident),
    blocks: [
      ...(incident.mode === 'drill' ? [drill] : []),
      phaseBlock(incident),
      { kind: 'text', text: incident.title },
      ...(incident.summary ? [{ kind: 'text', text: incident.summary, muted: true } as const] : []),
      { kind: 'fields', fields: [...roleFields(incident), ...factFields(incident, at)] },
      { kind: 'buttons', buttons: buttons(incident) },
      ...(room ? [{ kind: 'link', label: 'Room', url: room } as const] : []),
    ],
  };
}

const drill: Block = { kind: 'text', text: 'DRILL: nothing here is real.', tone: 'warning' };

/** Number, codename, severity: what an outsider may know as well. */
export function outsideHeadline({
  number,
  codename,
  severity,
}: Pick<Incident, 'number' | 'codename' | 'severity'>): string {
  return `SEV-${severity} · ${codename} · #${number}`;
}

export function phaseBlock({ phase }: Pick<Incident, 'phase'>): Block {
  return { kind: 'phase', title: PHASE_LABELS[phase].title, index: PHASES.indexOf(phase) + 1, of: PHASES.length };
}

function headline(incident: Incident): string {
  return incident.status === 'open' ? outsideHeadline(incident) : `${outsideHeadline(incident)} · ${incident.status}`;
}

/** The roles a card always shows; the others when they are held. */
const SHOWN = ['commander', 'scribe', 'forensics', 'communications', 'account-owner'];

function roleFields({ policy, roles }: Incident) {
  return policy.roles.flatMap(({ id, title }) => {
    const holder = roles[id];
    if (holder) return [{ label: title, value: holder.name }];
    if (!SHOWN.includes(id)) return [];
    return [{ label: title, value: 'free', button: { label: 'Take', says: `take ${id}` } }];
  });
}

function factFields(incident: Incident, at: Date) {
  const fields: { label: string; value: string; button?: Button }[] = findingFields(incident, at);
  const held = incident.actions.filter(isContained);
  if (held.length > 0)
    fields.push({ label: 'Still contained', value: held.map((action) => heldText(action, at)).join(' · ') });
  const waiting = waitingText(incident, at);
  if (waiting) fields.push({ label: 'Waiting', value: waiting });
  for (const clock of incident.clocks.filter(({ stopped }) => !stopped)) {
    const over = Date.parse(clock.dueAt) <= at.getTime();
    fields.push({
      label: clock.title,
      value: over ? `over by ${between(clock.dueAt, at)}` : `${between(at, clock.dueAt)} left`,
    });
  }
  const cadence = incident.policy.updateMinutes[`SEV-${incident.severity}`];
  const asked = cadence > 0 && incident.status === 'open' && incident.phase !== 'post_incident';
  const next = new Date(Date.parse(incident.lastUpdate?.at ?? incident.declaredAt) + cadence * 60_000).toISOString();
  const due = asked ? `next due ${clockTime(next, at)}` : '';
  if (incident.lastUpdate) {
    fields.push({ label: 'Last update', value: `${clockTime(incident.lastUpdate.at, at)}${due && ` (${due})`}` });
  } else if (due) fields.push({ label: 'Last update', value: `none yet (${due})` });
  fields.push(...severedFields(incident));
  for (const { person, reason } of incident.accessRequests) {
    const button: Button = { label: 'Decide', says: 'access' };
    fields.push({ label: 'Asks for access', value: reason ? `${person.name}: ${reason}` : person.name, button });
  }
  if (incident.mergedInto) {
    const { number, codename } = incident.mergedInto;
    fields.push({ label: 'Merged into', value: `#${number} ${codename}` });
  }
  return fields;
}

/** Nobody is told of each finding that joins: they are counted here. */
function findingFields({ alerts }: Incident, at: Date): { label: string; value: string }[] {
  const last = alerts.at(-1);
  if (!last) return [];
  const count = new Set(alerts.map(({ findingId }) => findingId)).size;
  return [{ label: 'Findings', value: `${count}, the last ${clockTime(last.receivedAt, at)}` }];
}

function severedFields({ severed }: Incident) {
  if (severed.length === 0) return [];
  const named = severed.map(
    ({ platform, how }) => sideName(platform) + (how === 'compromised' ? ' (compromised)' : ''),
  );
  return [{ label: 'Not carried in', value: named.join(' · ') }];
}

function heldText(action: Action, at: Date): string {
  const since = action.containedAt ? ` ${clockTime(action.containedAt, at)}` : '';
  const not = action.state === 'contained' ? '' : ` (${action.state.replaceAll('_', ' ')})`;
  return `${action.actionId} ${action.title} ${action.target.id}${since}${not}`;
}

function waitingText(incident: Incident, at: Date): string {
  const approvals = incident.actions.filter(({ state }) => state === 'requested').length;
  const overdue = incident.tasks.filter(
    ({ state, dueAt }) => state === 'open' && dueAt && Date.parse(dueAt) < at.getTime(),
  ).length;
  const gate = gateOf(incident).filter(({ met }) => !met).length;
  return [
    approvals > 0 ? `${approvals} approval${approvals === 1 ? '' : 's'}` : '',
    overdue > 0 ? `${overdue} task${overdue === 1 ? '' : 's'} overdue` : '',
    gate > 0 ? `${gate} for the gate` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

function buttons(incident: Incident): Button[] {
  if (incident.status === 'merged') return [];
  if (incident.status === 'closed') {
    return [
      { label: 'Post-mortem', says: 'postmortem' },
      { label: 'Reopen…', says: 'reopen', asks: true },
    ];
  }
  const tasks = incident.tasks.filter(({ phase }) => phase === incident.phase);
  const done = tasks.filter(({ state }) => state !== 'open').length;
  return [
    { label: `Tasks ${done}/${tasks.length}`, says: 'tasks' },
    { label: 'Contain…', says: 'contain', asks: true },
    { label: 'Update…', says: 'update', asks: true },
    { label: 'Phase…', says: 'phase', asks: true },
    { label: 'Close…', says: 'close', asks: true },
  ];
}
