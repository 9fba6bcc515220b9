/** Short lists that answer a question: roles, access, evidence, clocks, follow-ups, the timeline. */

import { awaitsConfirmation, isDue } from '../../incident/disposal.ts';
import { MILESTONES } from '../../incident/events.ts';
import type { EvidenceItem, FollowUp, Incident, TrackedIssue } from '../../incident/incident.ts';
import { openOrders } from '../../incident/keeping.ts';
import type { Block, Button, Card } from '../card.ts';
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

/** `at` decides what is past its retention. */
export function evidenceCard(incident: Incident, at: Date): Card {
  const { evidence, ordered } = incident;
  const all = ordered?.hold ? [`All of it is under legal hold by ${ordered.hold.by.name}: ${ordered.hold.reason}`] : [];
  return tableCard(
    'evidence',
    'Evidence',
    ['', 'Kind', 'Of', 'State', 'Kept', 'SHA-256'],
    evidence.map((item) => [
      item.evidenceId,
      item.kind,
      item.subject,
      item.problem ? `failed: ${item.problem}` : item.state,
      keptText(item, incident),
      item.file?.sha256.slice(0, 12) ?? '',
    ]),
    'No evidence yet.',
    [
      ...all.map((text): Block => ({ kind: 'text', text })),
      {
        kind: 'buttons',
        buttons: [
          ...(incident.status === 'open' ? [{ label: 'Collect…', says: 'evidence request', asks: true }] : []),
          ...(evidence.length > 0
            ? [
                { label: 'Legal hold…', says: 'evidence hold', asks: true },
                { label: 'Keep longer…', says: 'evidence keep', asks: true },
              ]
            : []),
          ...(isHeld(incident) ? [{ label: 'Lift a hold…', says: 'evidence lift', asks: true }] : []),
          ...disposalButtons(incident, at),
        ],
      },
    ],
  );
}

/** Beside what is asked for already: a second person confirms it by saying the same. */
function disposalButtons(incident: Incident, at: Date): readonly Button[] {
  if (incident.status === 'open') return [];
  const due = incident.evidence.filter((item) => isDue(item, incident, at) && !item.disposal?.confirmed);
  const asked = due.filter((item) => awaitsConfirmation(item, at));
  const confirm: Button = { label: 'Confirm the disposal…', says: 'evidence dispose', asks: true, style: 'danger' };
  if (asked.length > 0) return [confirm];
  return due.length > 0 ? [{ label: 'Dispose…', says: 'evidence dispose', asks: true }] : [];
}

function disposalText({ disposal }: EvidenceItem): string {
  if (!disposal) return '';
  const { asked, confirmed, done, refused } = disposal;
  if (done && confirmed) {
    const rest = done.freed ? '' : '; other evidence keeps the same content';
    return `disposed of on ${done.at.slice(0, 10)} by ${asked.by.name} and ${confirmed.by.name}: ${asked.reason}${rest}`;
  }
  if (refused) return `not disposed of: ${refused}`;
  if (confirmed) return 'the vault is letting it go';
  return `${asked.by.name} wants it disposed of, to be confirmed by ${disposal.validUntil.slice(0, 10)}: ${asked.reason}`;
}

/** What the vault promises, and what was ordered that it has not yet said. */
export function keptText(item: EvidenceItem, incident: Incident): string {
  const { locked, ordered } = item;
  const until = locked?.until ? `until ${locked.until.slice(0, 10)}` : '';
  const hold = ordered?.hold ?? incident.ordered?.hold;
  const held = hold ? `legal hold by ${hold.by.name}: ${hold.reason}` : '';
  const pending = openOrders(item, incident).length > 0 ? 'the vault is at it' : '';
  if (item.state === 'disposed') return disposalText(item);
  return [until, held, pending, disposalText(item)].filter(Boolean).join('; ');
}

function isHeld({ evidence, ordered }: Incident): boolean {
  return ordered?.hold !== undefined || evidence.some((item) => item.ordered?.hold !== undefined);
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
  const open = incident.followUps.filter(({ state }) => state === 'open');
  return tableCard(
    'follow-ups',
    'Follow-ups',
    ['', 'What', 'Kind', 'Owner', 'Due', 'State'],
    incident.followUps.map((one) => [
      one.followUpId,
      one.text,
      one.priority && one.priority !== 'normal' ? `${one.kind}, ${one.priority}` : one.kind,
      one.owner?.name ?? 'nobody',
      one.dueAt?.slice(0, 10) ?? 'no date',
      [
        one.reason ? `${one.state}: ${one.reason}` : one.state,
        ...one.tracked.map(({ tracker, key, problem }) => key ?? `${tracker}: ${problem ?? 'on its way'}`),
        ...one.tracked.flatMap(differencesIn),
      ].join(', '),
    ]),
    'No follow-ups yet.',
    [
      {
        kind: 'buttons',
        buttons: [
          { label: 'Add…', says: 'followup', asks: true },
          ...incident.followUps.filter(isUnsettled).slice(0, 1).flatMap(settling),
          ...open.slice(0, MOST_BUTTONS).flatMap(({ followUpId }) => [
            { label: `${followUpId} done`, says: `followup done ${followUpId}` },
            { label: `Change ${followUpId}…`, says: `followup ${followUpId}`, asks: true },
          ]),
        ],
      },
    ],
  );
}

function isUnsettled({ tracked }: FollowUp): boolean {
  return tracked.some(({ differs = [] }) => differs.length > 0);
}

export function settling({ followUpId }: FollowUp): readonly Button[] {
  return [
    { label: `${followUpId}: keep ours`, says: `followup keep ${followUpId}` },
    { label: `${followUpId}: take theirs`, says: `followup take ${followUpId}` },
  ];
}

/** What an issue says that the follow-up does not: both were changed, and a person settles it. */
export function differencesIn({ key, fields, differs = [] }: TrackedIssue): readonly string[] {
  return differs.map((field) => {
    const there = fields?.there[field];
    return `${key} says ${field} ${typeof there === 'object' ? there.name : there}`;
  });
}

/** Follow-ups with buttons of their own in one card; others are named in words. */
const MOST_BUTTONS = 2;

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
