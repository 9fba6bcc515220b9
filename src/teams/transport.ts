/** Shows in Teams what the courier brings: each kind of thing by the part of the adapter that knows it. */

import { sha256 } from '../base/chain.ts';
import type { Card } from '../chat/card.ts';
import type { Placement, Shown } from '../chat/outbox.ts';
import type { SharedFile } from '../chat/platform.ts';
import { pieces } from '../chat/text.ts';
import type { Place, Transport } from '../chat/transport.ts';
import type { Person } from '../incident/actor.ts';
import type { Announcements } from './announcements.ts';
import type { Checks } from './checks.ts';
import type { Members } from './members.ts';
import type { Messages } from './messages.ts';
import type { Notices } from './notices.ts';
import type { People } from './people.ts';
import { renderCard } from './render-card.ts';
import type { Rooms } from './rooms.ts';
import type { Roster } from './roster.ts';

export interface TransportOptions {
  readonly checks: Checks;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly messages: Messages;
  readonly people: People;
  readonly announcements: Announcements;
  readonly notices: Notices;
  readonly roster: Roster;
  readonly baseUrl: () => string;
}

export function createTransport(parts: TransportOptions): Transport {
  return {
    open: (spec) => parts.rooms.open(spec),
    show: (place, placement) =>
      parts.checks.checked(
        () => place.check(),
        () => show(parts, place, placement),
      ),
  };
}

async function show(parts: TransportOptions, place: Place, placement: Placement): Promise<Shown> {
  const { item, shown: before } = placement;
  const { conversation } = place;
  const shown = sha256(JSON.stringify(item));
  switch (item.kind) {
    case 'topic':
      if (before !== shown) await parts.rooms.setTopic(conversation, item.topic);
      return { messages: [], shown };
    case 'links':
      if (before !== shown) await parts.rooms.setLinks(conversation, item.links);
      return { messages: [], shown };
    case 'members': {
      const wanted = await parts.members.sync(place, item.members, accountsIn(before));
      parts.roster.forget(conversation);
      return { messages: [], shown: wanted.join(' ') };
    }
    case 'group':
      // Teams has no groups that stand for rosters.
      return { messages: [], shown };
    case 'card':
      return showCard(parts, place, placement, item.card);
    case 'line':
      return showLine(parts, place, placement, lineCard(placement.key, item.line));
    case 'whisper':
      return whisper(parts, place, placement, item);
    case 'file':
      return showLine(parts, place, placement, fileCard(item.file, parts.baseUrl(), place.number));
    case 'announcement':
      return parts.announcements.show(place, placement, item);
    case 'archived':
      await parts.rooms.setArchived(conversation, item.archived);
      return { messages: [], shown };
  }
}

function accountsIn(shown: string | undefined): readonly string[] {
  return (shown ?? '').split(' ').filter(Boolean);
}

/** Cards that stay at hand. */
function isPinned(key: string): boolean {
  return key === 'summary' || key.startsWith('tasks:');
}

/** The first message edited in place; what does not fit goes on below it, in a channel in its thread. */
async function showCard(parts: TransportOptions, place: Place, placement: Placement, card: Card): Promise<Shown> {
  const { people, roster, messages } = parts;
  const { incidentId, conversation, number } = place;
  const { key, messages: there, shown: before } = placement;
  const [accounts, refreshedFor] = await Promise.all([accountsOf(card, people), roster.ids(conversation)]);
  const delivery = `${incidentId} ${key}`;
  const pages = renderCard(card, { number, delivery, refreshedFor, accountOf: (id) => accounts.get(id) });
  const shown = sha256(JSON.stringify(pages));
  if (before === shown) return { messages: there, shown };
  // Pages that are not needed any more say so: a message that vanishes makes people look for it.
  const rest = there.slice(pages.length).flatMap(() => renderCard({ ...card, ...NOTHING_MORE }, { number, delivery }));
  const stand: string[] = [];
  for (const [page, content] of [...pages, ...rest].entries())
    stand.push(
      await showPage(
        messages,
        placement,
        { conversation, card: content, preview: card.preview, delivery, page },
        stand[0],
      ),
    );
  const [first] = stand;
  if (first && !there.includes(first) && isPinned(key)) await messages.pin(conversation, first);
  return { messages: stand, shown };
}

const NOTHING_MORE = { title: 'Nothing more.', tone: 'plain', blocks: [] } as const;

async function showPage(
  messages: Messages,
  { messages: there, urgency: priority, begunAt }: Placement,
  page: Omit<Parameters<Messages['post']>[0], 'priority' | 'under' | 'begunAt'>,
  first: string | undefined,
): Promise<string> {
  const post = { ...page, priority };
  const id = there[page.page];
  const root = first ?? there[0];
  if (id && (await messages.edit({ ...post, id, ...(root ? { root } : {}) }))) return id;
  const looked = begunAt && !id ? { begunAt } : {};
  return messages.post({ ...post, ...looked, ...(first ? { under: first } : {}) });
}

const LINE = 12_000;

function lineCard(key: string, { text, preview }: { readonly text: string; readonly preview: string }): Card {
  const [title = '', ...rest] = text.slice(0, LINE).split('\n');
  // The first line stands as the rest does: a line is no card with a heading.
  const blocks = [title, ...rest]
    .flatMap((one) => pieces(one, 2500))
    .map((one) => ({ kind: 'text', text: one }) as const);
  return { key, title: '', tone: 'plain', preview, blocks };
}

/** Bots send files only in talks with one person: the members get the way to it, and read it in the Room. */
function fileCard({ name, title }: SharedFile, baseUrl: string, number: number): Card {
  const url = `${baseUrl}/incidents/${number}/postmortem`;
  return {
    key: `file:${name}`,
    title: '',
    tone: 'plain',
    preview: name,
    blocks: [
      { kind: 'text', text: `${title}: ${name}` },
      { kind: 'link', label: 'Open in the Room', url },
    ],
  };
}

async function showLine(
  { messages }: TransportOptions,
  { conversation, number }: Place,
  { key, urgency: priority, begunAt }: Placement,
  card: Card,
): Promise<Shown> {
  const stand: string[] = [];
  for (const [page, content] of renderCard(card, { number, delivery: key }).entries()) {
    const [under] = stand;
    const post = { conversation, delivery: key, page, card: content, preview: card.preview, priority };
    stand.push(await messages.post({ ...post, ...(begunAt ? { begunAt } : {}), ...(under ? { under } : {}) }));
  }
  return { messages: stand, shown: key };
}

/** Nothing can be shown to one person beside the talk: everything private is said directly. An approval also goes to the feed. */
async function whisper(
  { messages, people, notices }: TransportOptions,
  { incidentId, number }: Place,
  { key, urgency: priority, begunAt }: Placement,
  { to, card }: { readonly to: Person; readonly card: Card },
): Promise<Shown> {
  const account = await people.accountOf(to);
  const conversation = account ? await messages.direct(account) : undefined;
  if (!account || !conversation) return { messages: [], shown: 'not in this directory' };
  const accounts = await accountsOf(card, people);
  const stand: string[] = [];
  for (const [page, content] of renderCard(card, {
    number,
    delivery: key,
    accountOf: (id) => accounts.get(id),
  }).entries())
    stand.push(
      await messages.post({
        ...{ conversation, account, delivery: key, page, card: content, preview: card.preview, priority },
        ...(begunAt ? { begunAt } : {}),
      }),
    );
  if (card.key.startsWith('approval:'))
    await notices.approval({ delivery: `${incidentId} ${key}`, account, preview: card.preview, number });
  return { messages: stand, shown: conversation };
}

/** Object ids of everybody whom the card mentions. */
async function accountsOf({ blocks }: Card, people: People): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const person of blocks.flatMap((block) => (block.kind === 'mention' ? block.people : []))) {
    const account = await people.accountOf(person);
    if (account) found.set(person.id, account);
  }
  return found;
}
