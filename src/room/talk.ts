/** The middle of the room: messages and events in one stream, in the order of time. */

import type { IncidentEvent } from '../incident/events.ts';
import { type Category, rowOf } from '../incident/timeline.ts';
import { type Html, html } from './html.ts';
import type { RoomMessage } from './memory.ts';
import { type Place, renderCard } from './render-card.ts';

/** Newest entries shown on the page; the log page has all. */
const SHOWN = 120;
/** Events whose cards or lines say it already. */
const SILENT = new Set([
  'StepStarted',
  'NagRaised',
  'NagSnoozed',
  'ConversationOpened',
  'ConversationArchived',
  'EvidenceRequested',
  'RecheckDue',
  'PersonPaged',
]);
const FILTERS = ['all', 'talk', 'decision', 'action', 'evidence'] as const;

interface Entry {
  readonly at: string;
  readonly id: string;
  readonly category: Category;
  readonly body: Html;
}

export function renderTalk(
  events: readonly IncidentEvent[],
  messages: readonly RoomMessage[],
  marked: ReadonlySet<string>,
  place: Place,
): Html {
  const entries = [
    ...events.filter(({ type }) => !SILENT.has(type)).map(eventEntry),
    ...messages.map((message) => messageEntry(message, marked.has(message.id), place)),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const shown = entries.slice(-SHOWN);
  const older = entries.length - shown.length;
  return html`<div class="filters" role="group" aria-label="Show">${FILTERS.map((filter) => html`<button type="button" class="filter" data-filter="${filter}" aria-pressed="${filter === 'all' ? 'true' : 'false'}">${filter}</button>`)}</div>
<ol class="stream" id="stream">${older > 0 ? html`<li class="older"><a href="/incidents/${place.number ?? 0}/log">${older} earlier entries are in the log</a></li>` : ''}${withDays(shown)}</ol>`;
}

function withDays(entries: readonly Entry[]): readonly Html[] {
  let day = '';
  return entries.map((entry) => {
    const today = entry.at.slice(0, 10);
    const separator = today === day ? '' : html`<li class="day" id="day-${today}"><span>${today}</span></li>`;
    day = today;
    return html`${separator}<li class="entry entry-${entry.category}" data-category="${entry.category}" id="${entry.id}">${entry.body}</li>`;
  });
}

function eventEntry(event: IncidentEvent): Entry {
  const row = rowOf(event);
  return {
    at: event.recordedAt,
    id: `event-${event.seq}`,
    category: row.category,
    body: html`<span class="dot" aria-hidden="true"></span>${time(event.recordedAt)} <span class="event"><b>${row.by.name}</b> ${row.text}</span>`,
  };
}

function messageEntry(message: RoomMessage, isMarked: boolean, place: Place): Entry {
  const author = message.author?.name ?? 'Cordon';
  const body = message.card
    ? html`<div class="whisper">${message.to ? html`<p class="muted">Only you see this</p>` : ''}${renderCard(message.card, place)}</div>`
    : html`<p class="message-text">${message.text}</p>`;
  return {
    at: message.at,
    id: `message-${message.id.replace(/[^a-zA-Z0-9-]/g, '-')}`,
    category: 'talk',
    body: html`<div class="message ${message.author ? '' : 'from-cordon'}"><p class="message-head"><b>${author}</b> ${time(message.at)}${isMarked ? html` <span class="marked">on the timeline</span>` : ''}${message.author && !isMarked ? markButton(message, place) : ''}</p>${body}</div>`,
  };
}

function markButton({ id }: RoomMessage, { number, csrf, back }: Place): Html {
  return html`<form method="post" action="/incidents/${number ?? 0}/mark" data-say class="mark"><input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="back" value="${back}"><button class="link" name="message" value="${id}">Mark for the timeline</button></form>`;
}

/** The time of day, with the full moment for whoever hovers or asks. */
export function time(at: string): Html {
  return html`<time datetime="${at}" title="${at}">${at.slice(11, 16)}</time>`;
}
