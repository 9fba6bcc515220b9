/** The rows of the timeline: what matters among the events, told once, beginning before the incident was known. */

import type { EventOf, IncidentEvent, Timestamp } from '../incident/events.ts';
import { rowOf } from '../incident/timeline.ts';
import { proposalFor, proposalsOf } from './action-tale.ts';
import type { Cites } from './facts.ts';
import { lastOf, type Story } from './story.ts';
import { tell } from './telling.ts';
import { count } from './text.ts';
import { instant } from './time.ts';
import { at, said, type Words, who } from './words.ts';

export interface Highlight {
  readonly at: Timestamp;
  /** The event whose source the row shows. */
  readonly event: IncidentEvent;
  /** Made when the row is written: a long log has tens of thousands. */
  tell(): Told;
}

interface Told {
  readonly words: Words;
  readonly by: Words;
  readonly from: Cites;
}

/** Alerts of one type beyond this many become one row: a storm is one thing that happened. */
const STORM = 5;

/** In the order things happened; ties in the order they were recorded. */
export function highlightsOf(story: Story): readonly Highlight[] {
  const proposals = proposalsOf(story);
  const rows: Highlight[] = [...alertRows(story)];
  for (const event of story.events) {
    if (event.type === 'NoteAdded') rows.push(note(story, event));
    else if (event.type === 'MessageCaptured') rows.push(...message(story, event));
    else if (event.type === 'MilestoneSet') rows.push(milestone(event));
    else if (event.type !== 'AlertLinked' && rowOf(event).starred) rows.push(plain(event, proposals));
  }
  const key = (one: Highlight) => instant(one.at) ?? instant(one.event.recordedAt) ?? 0;
  return rows.sort((a, b) => key(a) - key(b) || a.event.seq - b.event.seq);
}

function plain(event: IncidentEvent, proposals: ReturnType<typeof proposalsOf>): Highlight {
  const proposal = proposalFor(event, proposals);
  if (proposal === undefined) return row(event, [event], () => tell(event));
  return row(event, [proposal, event], () => [said(proposal.data.title), ': ', tell(event)]);
}

function row(event: IncidentEvent, from: Cites, words: () => Words): Highlight {
  return { at: event.occurredAt, event, tell: () => ({ words: words(), by: who(event.by), from }) };
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
  const { alert, why } = event.data;
  const stand = (when: Timestamp, words: Words): Highlight => ({
    at: when,
    event,
    tell: () => ({ words, by: said(alert.source), from: [event] }),
  });
  const linked = stand(alert.receivedAt, ['Alert (', alert.severity, '): ', said(alert.title), '; ', said(why)]);
  if (alert.firstSeenAt === undefined || instant(alert.firstSeenAt) === undefined) return [linked];
  return [stand(alert.firstSeenAt, ['First seen by the source: ', said(alert.title)]), linked];
}

function* storm(same: readonly EventOf<'AlertLinked'>[]): Generator<Highlight> {
  const [first, ...rest] = same;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return;
  yield* single(first);
  yield {
    at: rest[0]?.data.alert.receivedAt ?? last.data.alert.receivedAt,
    event: rest[0] ?? last,
    tell: () => ({
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

/** At the time it was set to: that is when it happened, as far as people found out. */
function milestone(event: EventOf<'MilestoneSet'>): Highlight {
  const { milestone: name, at: when, reason } = event.data;
  const moment = instant(when) === undefined ? event.occurredAt : when;
  return { ...row(event, [event], () => [`Milestone “${name}”, set by hand: `, said(reason)]), at: moment };
}

/** A note in its newest wording; the wording before is in the log. */
function note(story: Story, event: EventOf<'NoteAdded'>): Highlight {
  const edit = lastOf(story.about('entry').get(event.data.entryId) ?? [], 'EntryEdited');
  if (edit === undefined) return row(event, [event], () => ['Note: ', said(event.data.text)]);
  return row(event, [event, edit], () => ['Note, edited: ', said(edit.data.text)]);
}

/** A captured message at the time it was sent, unless it was taken off the timeline again. */
function message(story: Story, event: EventOf<'MessageCaptured'>): readonly Highlight[] {
  const thread = story.about('entry').get(event.data.entryId) ?? [];
  if ((lastOf(thread, 'CaptureWithdrawn')?.seq ?? 0) > event.seq) return [];
  const { author, text, sentAt, platform } = event.data.message;
  const edit = lastOf(thread, 'EntryEdited');
  const label = edit === undefined ? ': ' : ', edited: ';
  const at = instant(sentAt) === undefined ? event.occurredAt : sentAt;
  const tell = (): Told => ({
    words: ['Message on ', said(platform), label, said(edit?.data.text ?? text)],
    by: who(author),
    from: edit === undefined ? [event] : [event, edit],
  });
  return [{ at, event, tell }];
}
