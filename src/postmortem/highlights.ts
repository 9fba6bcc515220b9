/** The rows of the timeline: what matters among the events, told once, beginning before the incident was known. */

import type { EventOf, IncidentEvent, Timestamp } from '../incident/events.ts';
import { isStarred } from '../incident/timeline.ts';
import { proposalFor, proposalsOf } from './action-tale.ts';
import type { Cites } from './facts.ts';
import type { Story } from './story.ts';
import { tell } from './telling.ts';
import { count } from './text.ts';
import { instant } from './time.ts';
import { at, said, type Words, who } from './words.ts';

export interface Highlight {
  readonly at: Timestamp;
  /** The event whose source the row shows. */
  readonly event: IncidentEvent;
  /** Told when the row is written: a long log has tens of thousands, and what each would say need not wait in memory. */
  readonly teller: Teller;
}

export interface Highlights {
  /** In the order things happened; ties in the order they were recorded. */
  readonly rows: readonly Highlight[];
  tell(row: Highlight): Told;
}

interface Told {
  readonly words: Words;
  readonly by: Words;
  readonly from: Cites;
}

interface Context {
  readonly proposals: ReturnType<typeof proposalsOf>;
  /** Newest wordings, by the entry. */
  readonly edits: ReadonlyMap<string, EventOf<'EntryEdited'>>;
}

type Teller = (event: never, context: Context) => Told;

/** Alerts of one type beyond this many become one row: a storm is one thing that happened. */
const STORM = 5;

export function highlightsOf(story: Story): Highlights {
  const context: Context = { proposals: proposalsOf(story), edits: newestByEntry(story.of('EntryEdited')) };
  const withdrawn = newestByEntry(story.of('CaptureWithdrawn'));
  const rows = [...alertRows(story)];
  for (const event of story.events) {
    const row = rowFor(event, withdrawn);
    if (row !== undefined) rows.push(row);
  }
  const key = (one: Highlight) => instant(one.at) ?? instant(one.event.recordedAt) ?? 0;
  rows.sort((a, b) => key(a) - key(b) || a.event.seq - b.event.seq);
  return { rows, tell: ({ teller, event }) => teller(event as never, context) };
}

function newestByEntry<T extends EventOf<'EntryEdited' | 'CaptureWithdrawn'>>(
  events: readonly T[],
): ReadonlyMap<string, T> {
  return new Map(events.map((event) => [event.data.entryId, event]));
}

type Withdrawn = ReadonlyMap<string, EventOf<'CaptureWithdrawn'>>;

function rowFor(event: IncidentEvent, withdrawn: Withdrawn): Highlight | undefined {
  switch (event.type) {
    case 'AlertLinked':
      return undefined;
    case 'NoteAdded':
      return { at: event.occurredAt, event, teller: note };
    case 'MessageCaptured':
      return message(event, withdrawn);
    case 'MilestoneSet':
      return { at: momentOf(event), event, teller: milestone };
    default:
      return isStarred(event) ? { at: event.occurredAt, event, teller: plain } : undefined;
  }
}

function plain(event: IncidentEvent, { proposals }: Context): Told {
  const proposal = proposalFor(event, proposals);
  if (proposal === undefined) return { words: tell(event), by: who(event.by), from: [event] };
  return { words: [said(proposal.data.title), ': ', tell(event)], by: who(event.by), from: [proposal, event] };
}

/** Each alert when the source saw it begin and when it arrived; many of one type as one row. */
function* alertRows(story: Story): Generator<Highlight> {
  const types = new Map<string, EventOf<'AlertLinked'>[]>();
  for (const event of story.of('AlertLinked')) {
    const key = JSON.stringify([event.data.alert.source, event.data.alert.type]);
    const same = types.get(key);
    if (same === undefined) types.set(key, [event]);
    else same.push(event);
  }
  for (const same of types.values()) {
    yield* same.length > STORM ? storm(same) : same.flatMap(single);
  }
}

function single(event: EventOf<'AlertLinked'>): Highlight[] {
  const { firstSeenAt, receivedAt } = event.data.alert;
  const linked: Highlight = { at: receivedAt, event, teller: arrived };
  if (firstSeenAt === undefined || instant(firstSeenAt) === undefined) return [linked];
  return [{ at: firstSeenAt, event, teller: firstSeen }, linked];
}

function arrived(event: EventOf<'AlertLinked'>): Told {
  const { alert, why } = event.data;
  const words: Words = ['Alert (', alert.severity, '): ', said(alert.title), '; ', said(why)];
  return { words, by: said(alert.source), from: [event] };
}

function firstSeen(event: EventOf<'AlertLinked'>): Told {
  const { title, source } = event.data.alert;
  return { words: ['First seen by the source: ', said(title)], by: said(source), from: [event] };
}

function* storm(same: readonly EventOf<'AlertLinked'>[]): Generator<Highlight> {
  const [first, ...rest] = same;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return;
  yield* single(first);
  yield {
    at: rest[0]?.data.alert.receivedAt ?? last.data.alert.receivedAt,
    event: rest[0] ?? last,
    teller: () => ({
      words: [
        `${count(rest.length, 'more alert')} of type `,
        said(first.data.alert.type),
        ', the last at ',
        at(last.data.alert.receivedAt),
      ],
      by: said(first.data.alert.source),
      from: [rest[0] ?? last, ...rest.slice(1)],
    }),
  };
}

/** The time it was set to: that is when it happened, as far as people found out. */
function momentOf({ occurredAt, data }: EventOf<'MilestoneSet'>): Timestamp {
  return instant(data.at) === undefined ? occurredAt : data.at;
}

function milestone(event: EventOf<'MilestoneSet'>): Told {
  const { milestone: name, reason } = event.data;
  return { words: [`Milestone “${name}”, set by hand: `, said(reason)], by: who(event.by), from: [event] };
}

/** A note in its newest wording; the wording before is in the log. */
function note(event: EventOf<'NoteAdded'>, { edits }: Context): Told {
  const edit = edits.get(event.data.entryId);
  const by = who(event.by);
  if (edit === undefined) return { words: ['Note: ', said(event.data.text)], by, from: [event] };
  return { words: ['Note, edited: ', said(edit.data.text)], by, from: [event, edit] };
}

/** A captured message at the time it was sent, unless it was taken off the timeline again. */
function message(event: EventOf<'MessageCaptured'>, withdrawn: Withdrawn): Highlight | undefined {
  if ((withdrawn.get(event.data.entryId)?.seq ?? 0) > event.seq) return undefined;
  const { sentAt } = event.data.message;
  return { at: instant(sentAt) === undefined ? event.occurredAt : sentAt, event, teller: captured };
}

function captured(event: EventOf<'MessageCaptured'>, { edits }: Context): Told {
  const { author, text, platform } = event.data.message;
  const edit = edits.get(event.data.entryId);
  const label = edit === undefined ? ': ' : ', edited: ';
  return {
    words: ['Message on ', said(platform), label, said(edit?.data.text ?? text)],
    by: who(author),
    from: edit === undefined ? [event] : [event, edit],
  };
}
