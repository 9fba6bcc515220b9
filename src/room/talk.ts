/** The middle of the room: messages and events in one stream, in the order of time. */

import { lineFor } from '../chat/lines.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { ROOM, sideName } from '../incident/sides.ts';
import { type Category, rowOf } from '../incident/timeline.ts';
import { type Html, html } from './html.ts';
import type { RoomMessage } from './memory.ts';
import { prose, time } from './prose.ts';
import { type Place, renderCard } from './render-card.ts';

/** Newest entries shown at first, and how many more each step back brings. */
export const PAGE = 120;
/** Beyond this the page would be heavy: the log page has all events. */
export const MOST_ENTRIES = 3000;
/** From this many on, routine events in a row fold into one line. */
const FOLDED = 3;
/** A card whispered longer ago than this stands folded. */
const FRESH_MS = 5 * 60_000;
/** Events whose cards or lines say it already. */
const SILENT: ReadonlySet<string> = new Set([
  'StepStarted',
  'NagRaised',
  'NagSnoozed',
  'ConversationOpened',
  'ConversationArchived',
  'EvidenceRequested',
  'RecheckDue',
  'ResumeDue',
  'StepProgressed',
  'PersonPaged',
]);

export const FILTERS = ['all', 'talk', 'decision', 'action', 'evidence'] as const;
export type Filter = (typeof FILTERS)[number];
const FILTER_LABELS: Readonly<Record<Filter, string>> = {
  all: 'All',
  talk: 'Talk',
  decision: 'Decisions',
  action: 'Actions',
  evidence: 'Evidence',
};

export interface Talk {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
  readonly messages: readonly RoomMessage[];
  readonly at: Date;
  readonly show: Filter;
  /** Newest entries shown. */
  readonly entries: number;
}

interface Entry {
  readonly at: string;
  readonly id: string;
  readonly category: Category;
  /** What it is counted as where it folds with others. */
  readonly kind: Kind;
  /** Routine events fold when they come in a row. */
  readonly weight: 'message' | 'told' | 'event' | 'routine';
  readonly body: Html;
}

export function renderTalk(talk: Talk, place: Place): Html {
  const { incident, show, entries } = talk;
  const shown = entriesOf(talk, place).filter(({ category }) => show === 'all' || category === show);
  const newest = shown.slice(-entries);
  // As many messages as entries were read: where that limit was met, there may be older ones.
  const older = shown.length - newest.length;
  const isMore = older > 0 || talk.messages.length >= entries;
  const address = `/incidents/${incident.number}`;
  return html`<nav class="filters" aria-label="Show">${FILTERS.map(
    (filter) =>
      html`<a class="filter" data-swap href="${filter === 'all' ? address : `${address}?show=${filter}`}"${filter === show ? html` aria-current="true"` : ''}>${FILTER_LABELS[filter]}</a>`,
  )}</nav>
<div class="scroll" id="scroll" tabindex="0" role="region" aria-label="Messages and events"><ol class="stream" id="stream">
${isMore ? earlier(address, show, entries, older) : ''}
${newest.length === 0 ? html`<li class="older">Nothing of this kind yet.</li>` : ''}
${withDays(newest, show === 'all')}</ol></div>`;
}

function earlier(address: string, show: Filter, entries: number, older: number): Html {
  const filter = show === 'all' ? '' : `show=${show}&`;
  const more = Math.min(MOST_ENTRIES, entries + PAGE);
  const back = html`<a data-swap data-stay href="${address}?${filter}entries=${more}">Earlier</a> · `;
  return html`<li class="older">${entries < MOST_ENTRIES ? back : ''}<a href="${address}/log">${older > 0 ? `${older} earlier entries are in the log` : 'the whole log'}</a></li>`;
}

function entriesOf({ incident, events, messages, at }: Talk, place: Place): readonly Entry[] {
  const marked = new Set(
    incident.entries.flatMap(({ message, withdrawn }) =>
      message && !withdrawn ? [`${message.platform} ${message.messageId}`] : [],
    ),
  );
  const shown = new Set(messages.map(nameOf));
  const lines = new Map(events.map((event) => [event.seq, lineFor(event, incident)]));
  const told = new Set(lines.values());
  return [
    ...events.filter((event) => !isSilent(event, shown)).map((event) => eventEntry(event, lines.get(event.seq))),
    // What Cordon said about an event stands there as the event itself.
    ...messages
      .filter(({ author, card, text }) => author || card || !told.has(text))
      .map((message) => messageEntry(message, marked.has(nameOf(message)), at, place)),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** A captured message that stands there itself bears its mark. */
function isSilent(event: IncidentEvent, shown: ReadonlySet<string>): boolean {
  if (SILENT.has(event.type)) return true;
  if (event.type !== 'MessageCaptured') return false;
  const { platform, messageId } = event.data.message;
  return platform === ROOM || shown.has(`${platform} ${messageId}`);
}

/** A message by its own side's name for it. */
function nameOf({ id, origin }: RoomMessage): string {
  return origin ? `${origin.platform} ${origin.message}` : `${ROOM} ${id}`;
}

function withDays(entries: readonly Entry[], folding: boolean): readonly Html[] {
  const drawn: Html[] = [];
  let day = '';
  for (let from = 0; from < entries.length; ) {
    const run = folding ? routineFrom(entries, from) : [];
    const fold = run.length >= FOLDED;
    const [first] = entries.slice(from);
    if (first === undefined) break;
    const today = first.at.slice(0, 10);
    if (today !== day) drawn.push(html`<li class="day" id="day-${today}"><span>${today}</span></li>`);
    day = today;
    drawn.push(fold ? renderFold(run) : renderEntry(first));
    from += fold ? run.length : 1;
  }
  return drawn;
}

/** The routine events of one day that follow each other from here. */
function routineFrom(entries: readonly Entry[], from: number): readonly Entry[] {
  const day = entries[from]?.at.slice(0, 10);
  const end = entries.findIndex(
    ({ weight, at }, index) => index >= from && (weight !== 'routine' || at.slice(0, 10) !== day),
  );
  return entries.slice(from, end === -1 ? undefined : end);
}

function renderEntry({ id, category, weight, body }: Entry): Html {
  return html`<li class="entry ${weight} is-${category}" id="${id}">${body}</li>`;
}

function renderFold(run: readonly Entry[]): Html {
  const [first] = run;
  const counts = new Map<Kind, number>();
  for (const { kind } of run) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = [...counts].map(([kind, count]) => `${count} ${KINDS[kind][count === 1 ? 0 : 1]}`).join(', ');
  return html`<li class="fold" id="fold-${first?.id ?? ''}"><details><summary>${time(first?.at ?? '')}<span class="glyph" aria-hidden="true">⋯</span><span>${run.length} routine events <small>${kinds}</small></span></summary><ol>${run.map(renderEntry)}</ol></details></li>`;
}

type Kind = Category | 'checklist' | 'follow-up';

/** Talk is of several kinds, and much of it is no words. */
function kindOf({ type }: IncidentEvent, category: Category): Kind {
  if (type.startsWith('Task')) return 'checklist';
  return type.startsWith('FollowUp') || type.startsWith('Track') ? 'follow-up' : category;
}

/** After one, and after any other number. */
const KINDS: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  checklist: ['on the checklist', 'on the checklist'],
  'follow-up': ['about follow-ups', 'about follow-ups'],
  talk: ['written down', 'written down'],
  decision: ['decision', 'decisions'],
  action: ['step', 'steps'],
  evidence: ['about evidence', 'about evidence'],
  people: ['about people', 'about people'],
  system: ['by Cordon', 'by Cordon'],
};

/** A shape for each kind, so that colour never stands alone. */
const GLYPHS: Readonly<Record<Category, string>> = {
  talk: '·',
  decision: '◆',
  action: '▲',
  evidence: '■',
  people: '●',
  system: '·',
};

function eventEntry(event: IncidentEvent, line: string | undefined): Entry {
  const row = rowOf(event);
  const day = event.recordedAt.slice(0, 10);
  return {
    at: event.recordedAt,
    id: `event-${event.seq}`,
    category: row.category,
    kind: kindOf(event, row.category),
    weight: line ? 'told' : row.starred || row.category === 'decision' ? 'event' : 'routine',
    body: html`${time(event.recordedAt)}<span class="glyph" aria-hidden="true">${GLYPHS[row.category]}</span><span class="event">${line ? html`${prose(line, day)} <small>${row.by.name}</small>` : html`<b>${row.by.name}</b> ${withWhy(row.text, day)}`}</span>`,
  };
}

/** The reason in brackets at the end of a sentence is read second. */
function withWhy(text: string, day: string): Html {
  const [, sentence, why] = /^([\s\S]*\S) \((.{30,})\)$/.exec(text) ?? [];
  return sentence ? html`${prose(sentence, day)} <small>${prose(why ?? '', day)}</small>` : prose(text, day);
}

function messageEntry(message: RoomMessage, isMarked: boolean, at: Date, place: Place): Entry {
  const author = message.author?.name ?? 'Cordon';
  const mark = message.author && !isMarked && message.state !== 'gone' ? markButton(message, place) : '';
  return {
    at: message.at,
    id: `message-${message.id.replace(/[^a-zA-Z0-9-]/g, '-')}`,
    category: 'talk',
    kind: 'talk',
    weight: 'message',
    body: message.card
      ? renderWhisper(message, at, place)
      : html`${time(message.at)}<span class="face" aria-hidden="true">${initials(author)}</span><div class="message ${message.author ? '' : 'from-cordon'}"><div class="message-head"><b>${author}</b>${sideOf(message)}${isMarked ? html` <span class="marked">◆ on the timeline</span>` : ''}${mark}</div>${wordsOf(message)}</div>`,
  };
}

/** Where it was said, when that was not here, and whether it was changed since. */
function sideOf({ origin, state }: RoomMessage): Html {
  const told = [origin ? `in ${sideName(origin.platform)}` : '', state === 'edited' ? 'edited' : ''].filter(Boolean);
  return told.length > 0 ? html` <small>${told.join(', ')}</small>` : html``;
}

function wordsOf({ text, files = [], origin, state }: RoomMessage): Html {
  if (state === 'gone') return html`<p class="message-text"><small>Deleted.</small></p>`;
  const where = origin ? ` (to be read in ${sideName(origin.platform)})` : '';
  return html`${text ? html`<p class="message-text">${text}</p>` : ''}${files.length > 0 ? html`<p class="message-text"><small>${files.join(', ')}${where}</small></p>` : ''}`;
}

/** A card for this reader alone. An approval leads to the plan, which is always current; others fold with age. */
function renderWhisper({ card, at: said }: RoomMessage, at: Date, place: Place): Html {
  const fresh = at.getTime() - Date.parse(said) < FRESH_MS;
  const action = /^approval:(a\d+)$/.exec(card?.key ?? '')?.[1];
  const title = html`${card?.title} <small>only you see this</small>`;
  const head = html`${time(said)}<span class="glyph" aria-hidden="true">▸</span>`;
  if (action) {
    return html`${head}<p class="whisper"><a href="/incidents/${place.number ?? 0}/actions/${action}">${title}</a></p>`;
  }
  return html`${head}<details class="whisper"${fresh ? html` open` : ''}><summary>${title}</summary>${card ? renderCard(card, place) : ''}</details>`;
}

function initials(name: string): string {
  const [first = '', second = ''] = name.split(/[\s-]+/);
  return `${first.slice(0, 1)}${second.slice(0, 1)}`.toUpperCase();
}

function markButton({ id }: RoomMessage, { number, csrf, back }: Place): Html {
  return html`<form method="post" action="/incidents/${number ?? 0}/mark" data-say class="mark"><input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="back" value="${back}"><button class="link" name="message" value="${id}">Mark for timeline</button></form>`;
}
