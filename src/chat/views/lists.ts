/** Short lists that answer a question: roles, access, evidence, clocks, follow-ups, the timeline. */

import { MILESTONES } from '../../incident/events.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Block, Card } from '../card.ts';
import { between, clockTime } from '../durations.ts';

/** A card with a title and rows, or a sentence where there are none. */
export function tableCard(
  key: string,
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  empty: string,
  more: readonly Block[] = [],
): Card {
  const body: Block = rows.length === 0 ? { kind: 'text', text: empty } : { kind: 'table', columns, rows };
  return { key, title, tone: 'plain', preview: title, blocks: [body, ...more] };
}

export function rolesCard(incident: Incident): Card {
  const rows = incident.policy.roles.map(({ id, title }) => [title, incident.roles[id]?.name ?? 'free', `take ${id}`]);
  const free = incident.policy.roles.filter(({ id }) => !incident.roles[id]);
  return tableCard('roles', 'Roles', ['Role', 'Held by', 'To take it'], rows, 'No roles.', [
    { kind: 'buttons', buttons: free.map(({ id, title }) => ({ label: `Take ${title}`, says: `take ${id}` })) },
  ]);
}

/** Who asks to be let in, for a member to decide. */
export function requestsCard({ accessRequests }: Incident): Card {
  return tableCard(
    'access',
    'Access',
    ['Who', 'Why'],
    accessRequests.map(({ person, reason }) => [person.name, reason || 'not said']),
    'You are a member. Nobody asks for access.',
    accessRequests.map(({ person }) => ({
      kind: 'buttons',
      buttons: [
        { label: `Allow ${person.name}`, says: `access allow @${person.id}`, style: 'primary' },
        { label: `Deny ${person.name}`, says: `access deny @${person.id}`, style: 'danger' },
      ],
    })),
  );
}

export function evidenceCard(incident: Incident): Card {
  return tableCard(
    'evidence',
    'Evidence',
    ['', 'Kind', 'Of', 'State', 'SHA-256'],
    incident.evidence.map((item) => [
      item.evidenceId,
      item.kind,
      item.subject,
      item.problem ? `failed: ${item.problem}` : item.state,
      item.file?.sha256.slice(0, 12) ?? '',
    ]),
    'No evidence yet.',
    [{ kind: 'buttons', buttons: [{ label: 'Collect…', says: 'evidence request', asks: true }] }],
  );
}

export function clocksCard(incident: Incident, at: Date): Card {
  const running = incident.clocks.filter(({ stopped }) => !stopped);
  return tableCard(
    'clocks',
    'Clocks',
    ['', 'Clock', 'Due', 'State'],
    incident.clocks.map(({ clockId, title, dueAt, stopped }) => [
      clockId,
      title,
      clockTime(dueAt, at),
      stopped
        ? `${stopped.outcome.replaceAll('_', ' ')}: ${stopped.proof}`
        : Date.parse(dueAt) > at.getTime()
          ? `${between(at, dueAt)} left`
          : `over by ${between(dueAt, at)}`,
    ]),
    'No clocks are running.',
    [
      {
        kind: 'buttons',
        buttons: [
          { label: 'Start…', says: 'clock start', asks: true },
          ...running.map(({ clockId }) => ({ label: `Stop ${clockId}…`, says: `clock stop ${clockId}`, asks: true })),
        ],
      },
    ],
  );
}

export function followUpsCard(incident: Incident): Card {
  return tableCard(
    'follow-ups',
    'Follow-ups',
    ['', 'What', 'Kind', 'Owner', 'State'],
    incident.followUps.map((one) => [
      one.followUpId,
      one.text,
      one.kind,
      one.owner?.name ?? 'nobody',
      one.reason ? `${one.state}: ${one.reason}` : one.state,
    ]),
    'No follow-ups yet.',
    [{ kind: 'buttons', buttons: [{ label: 'Add…', says: 'followup', asks: true }] }],
  );
}

export function entriesCard(incident: Incident, at: Date): Card {
  const entries = incident.entries.filter(({ withdrawn }) => !withdrawn);
  return tableCard(
    'timeline',
    'Timeline, as marked by hand',
    ['', 'When', 'Who', 'What'],
    entries.map(({ entryId, occurredAt, by, message, text }) => [
      entryId,
      clockTime(occurredAt, at),
      message?.author.name ?? by.name,
      text,
    ]),
    'Nothing is marked yet. Add a note, or mark a message.',
    [
      {
        kind: 'fields',
        fields: MILESTONES.flatMap((label) => {
          const when = incident.milestones[label];
          return when ? [{ label, value: clockTime(when, at) }] : [];
        }),
      },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Note…', says: 'note', asks: true },
          { label: 'Milestone…', says: 'timeline milestone', asks: true },
        ],
      },
    ],
  );
}
