/** Shows in Slack what the courier brings: each kind of thing by the part of the adapter that knows it. */

import type { KnownBlock } from '@slack/types';
import { sha256 } from '../base/chain.ts';
import type { Card } from '../chat/card.ts';
import type { Placement, Shown } from '../chat/outbox.ts';
import type { Place, Transport } from '../chat/transport.ts';
import type { Person } from '../incident/actor.ts';
import type { Announcements } from './announcements.ts';
import type { Calls } from './calls.ts';
import type { Files } from './files.ts';
import type { Members } from './members.ts';
import type { Messages } from './messages.ts';
import type { People } from './people.ts';
import { renderCard, renderText } from './render-card.ts';
import type { Rooms } from './rooms.ts';
import { plain } from './text.ts';
import type { UserGroups } from './user-groups.ts';

export interface TransportOptions {
  readonly calls: Pick<Calls, 'checked'>;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly messages: Messages;
  readonly files: Files;
  readonly people: People;
  readonly announcements: Announcements;
  readonly userGroups: UserGroups;
}

export function createTransport(parts: TransportOptions): Transport {
  return {
    open: parts.rooms.open,
    show: (place, placement) =>
      parts.calls.checked(
        () => place.check(),
        () => show(parts, place, placement),
      ),
  };
}

async function show(parts: TransportOptions, place: Place, placement: Placement): Promise<Shown> {
  const { item, shown: before } = placement;
  const { conversation, number } = place;
  const shown = sha256(JSON.stringify(item));
  switch (item.kind) {
    case 'topic':
      if (before !== shown) await parts.rooms.setTopic(conversation, item.topic, number);
      return { messages: [], shown };
    case 'links':
      if (before !== shown) await parts.rooms.setLinks(conversation, item.links);
      return { messages: [], shown };
    case 'members': {
      const wanted = await parts.members.sync(place, item.members, accountsIn(before));
      return { messages: [], shown: wanted.join(' ') };
    }
    case 'group':
      return parts.userGroups.enlist(place.incidentId, place.roster, before);
    case 'card':
      return showCard(parts, place, placement, item.card);
    case 'line':
      return showLine(parts, place, placement, item.line);
    case 'whisper':
      return whisper(parts, place, placement, item);
    case 'file':
      await parts.files.share(conversation, item.file, placement.begunAt);
      return { messages: [], shown };
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

/** The first message edited in place; what does not fit goes on in its thread. */
async function showCard(
  { messages, people }: TransportOptions,
  { incidentId, conversation: channel, number }: Place,
  { key, messages: there, shown: before, urgency: priority, begunAt, wantedAt }: Placement,
  card: Card,
): Promise<Shown> {
  const accounts = await accountsOf(card, people);
  const pages = renderCard(card, { number, at: wantedAt, accountOf: (id) => accounts.get(id) });
  const shown = sha256(JSON.stringify(pages));
  if (before === shown) return { messages: there, shown };
  const stand: string[] = [];
  for (const [index, blocks] of pages.entries()) {
    const post = { channel, blocks, preview: card.preview, priority, delivery: `${incidentId} ${key} ${index}` };
    const ts = there[index];
    if (ts && (await messages.edit({ ...post, ts }))) {
      stand.push(ts);
      continue;
    }
    const [first] = stand;
    const looked = begunAt && !ts ? { begunAt } : {};
    const posted = await messages.post({ ...post, ...looked, ...(index > 0 && first ? { thread: first } : {}) });
    stand.push(posted.ts);
    if (index === 0 && isPinned(key)) await messages.pin(channel, posted.ts);
  }
  for (const ts of there.slice(pages.length)) {
    const blocks: KnownBlock[] = [{ type: 'context', elements: [plain('Nothing more.', 100)] }];
    await messages.edit({
      channel,
      ts,
      blocks,
      preview: card.preview,
      priority,
      delivery: `${incidentId} ${key} rest`,
    });
    stand.push(ts);
  }
  return { messages: stand, shown };
}

async function showLine(
  { messages }: TransportOptions,
  { conversation: channel }: Place,
  { key, urgency: priority, begunAt, wantedAt }: Placement,
  { text, preview }: { readonly text: string; readonly preview: string },
): Promise<Shown> {
  const blocks = renderText(text.slice(0, LINE), wantedAt);
  const { ts } = await messages.post({
    channel,
    delivery: key,
    blocks,
    preview,
    priority,
    ...(begunAt ? { begunAt } : {}),
  });
  return { messages: [ts], shown: key };
}

const LINE = 12_000;

/** Beside the talk it cannot be looked up; a direct message can. Who is not in the channel yet is told directly. */
async function whisper(
  { messages, people }: TransportOptions,
  { conversation, number }: Place,
  { key, urgency: priority, begunAt, wantedAt }: Placement,
  { to, card, how }: { readonly to: Person; readonly card: Card; readonly how: 'beside' | 'direct' },
): Promise<Shown> {
  const account = await people.accountOf(to);
  if (!account) return { messages: [], shown: 'not in this workspace' };
  const accounts = await accountsOf(card, people);
  const [blocks = []] = renderCard(card, { number, at: wantedAt, accountOf: (id) => accounts.get(id) });
  const post = { delivery: key, blocks, preview: card.preview, priority };
  if (how === 'beside' && (await messages.beside({ ...post, channel: conversation }, account)))
    return { messages: [], shown: 'beside the talk' };
  const channel = await messages.direct(account);
  const { ts } = await messages.post({ ...post, channel, ...(begunAt ? { begunAt } : {}) });
  return { messages: [ts], shown: channel };
}

/** Slack's ids of everybody whom the card mentions. */
async function accountsOf({ blocks }: Card, people: People): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const person of blocks.flatMap((block) => (block.kind === 'mention' ? block.people : []))) {
    const account = await people.accountOf(person);
    if (account) found.set(person.id, account);
  }
  return found;
}
