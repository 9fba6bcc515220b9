/** Where the document itself stands: its state, who answers for it, who reads it, when it is due, where it went. */

import type { Person } from '../incident/actor.ts';
import type { EventOf, IncidentEvent, Timestamp } from '../incident/events.ts';
import { DEFAULT_POSTMORTEM } from '../incident/policy.ts';
import { type Cites, citing, type Row } from './facts.ts';
import { roleSpells } from './roles.ts';
import { endOf, severitySpells } from './spells.ts';
import type { Story } from './story.ts';
import { instant } from './time.ts';
import { at, onDay, place, said, strong, type Words, who } from './words.ts';

const DAY_MS = 24 * 60 * 60_000;
const STATES = { draft: 'Draft', in_review: 'In review', reviewed: 'Reviewed', published: 'Published' } as const;

/** States in which every verdict is asked for again. */
const ANEW: ReadonlySet<string> = new Set(['draft', 'in_review']);

/** Rows of the header. What nobody decided yet is said as such. */
export function reviewRows(story: Story): readonly Row[] {
  return [state(story), owner(story), reviewers(story), due(story, 'review'), due(story, 'publication'), places(story)];
}

function state(story: Story): Row {
  const moved = story.of('PostmortemMoved').at(-1);
  if (moved === undefined) return { cells: ['Document', strong(STATES.draft)], from: 'log' };
  const since: Words = [' since ', onDay(moved.occurredAt), ', by ', who(moved.by)];
  const why: Words = moved.data.reason === undefined ? '' : [': ', said(moved.data.reason)];
  return { cells: ['Document', [strong(STATES[moved.data.to]), since, why]], from: [moved] };
}

/** Whoever took it on; without them whoever led the incident last, then the deputy. */
function owner(story: Story): Row {
  const owned = story.of('PostmortemOwned').at(-1);
  if (owned !== undefined) return { cells: ['Owner', who(owned.data.owner)], from: [owned] };
  const held = (name: string) => roleSpells(story).findLast(({ role, until }) => role === name && until === undefined);
  const spell = held('commander') ?? held('deputy');
  if (spell === undefined) return { cells: ['Owner', strong('nobody yet')], from: 'log' };
  return { cells: ['Owner', [who(spell.person), ', as ', said(spell.since.data.title)]], from: [spell.since] };
}

interface Reader {
  readonly person: Person;
  readonly named: EventOf<'ReviewerNamed'>;
  given?: EventOf<'ReviewGiven'> | undefined;
}

function reviewers(story: Story): Row {
  const readers = readersOf(story);
  const from = citing(readers.flatMap(({ named, given }) => (given === undefined ? [named] : [named, given])));
  if (from === undefined) return { cells: ['Reviewers', 'nobody named'], from: 'log' };
  const words = readers.map(({ person, given }, index): Words => {
    const text: Words = given?.data.text === undefined ? '' : [': ', said(given.data.text)];
    const verdict = given === undefined ? 'asked' : given.data.verdict.replaceAll('_', ' ');
    return [index === 0 ? '' : '; ', who(person), ` (${verdict}`, text, ')'];
  });
  return { cells: ['Reviewers', words], from };
}

/** Verdicts count until the document goes back: what was approved then is not what stands now. */
function readersOf(story: Story): readonly Reader[] {
  const readers = new Map<string, Reader>();
  const life: readonly IncidentEvent[] = [
    ...story.of('ReviewerNamed'),
    ...story.of('ReviewerExcused'),
    ...story.of('ReviewGiven'),
    ...story.of('PostmortemMoved'),
  ].sort((a, b) => a.seq - b.seq);
  for (const event of life) follow(readers, event);
  return [...readers.values()];
}

function follow(readers: Map<string, Reader>, event: IncidentEvent): void {
  if (event.type === 'ReviewerNamed') {
    readers.set(event.data.reviewer.id, { person: event.data.reviewer, named: event });
  } else if (event.type === 'ReviewerExcused') {
    readers.delete(event.data.reviewer.id);
  } else if (event.type === 'ReviewGiven') {
    const reader = readers.get(event.by.id);
    if (reader !== undefined) reader.given = event;
  } else if (event.type === 'PostmortemMoved' && ANEW.has(event.data.to)) {
    for (const reader of readers.values()) reader.given = undefined;
  }
}

/** Set by hand, or so many days after the closure as policy says for the last severity. */
function due(story: Story, step: 'review' | 'publication'): Row {
  const label = step === 'review' ? 'Review due' : 'Publication due';
  const set = story.of('PostmortemDueSet').findLast(({ data }) => data.step === step);
  if (set !== undefined) return { cells: [label, [onDay(set.data.dueAt), ', set by ', who(set.by)]], from: [set] };
  const computed = byPolicy(story, step);
  if (computed === undefined) return { cells: [label, 'no date'], from: 'log' };
  return { cells: [label, [onDay(computed.at), ', by policy']], from: computed.from };
}

function byPolicy(
  story: Story,
  step: 'review' | 'publication',
): { readonly at: Timestamp; readonly from: Cites } | undefined {
  const end = endOf(story);
  const closed = instant(end?.occurredAt);
  const severity = severitySpells(story).at(-1);
  if (end?.type !== 'IncidentClosed' || closed === undefined || severity === undefined) return undefined;
  const { policy } = story.declared.data;
  const days = (policy.postmortem ?? DEFAULT_POSTMORTEM)[step === 'review' ? 'reviewDays' : 'publicationDays'];
  const allowed = days[`SEV-${severity.value}`];
  if (!allowed) return undefined;
  return { at: new Date(closed + allowed * DAY_MS).toISOString(), from: [story.declared, severity.since, end] };
}

/** The newest publication to each place. */
function places(story: Story): Row {
  const published = [...new Map(story.of('PostmortemPublished').map((event) => [event.data.target, event])).values()];
  const from = citing(published);
  if (from === undefined) return { cells: ['Published to', 'nowhere yet'], from: 'log' };
  const words = published.map(
    ({ data, occurredAt }, index): Words => [
      index === 0 ? '' : '; ',
      place(data.target, data.url),
      ` as of event ${data.position}, `,
      at(occurredAt),
    ],
  );
  return { cells: ['Published to', words], from };
}
