/** Channels of incidents: made private, adopted on retry, given topic, purpose and bookmarks, archived and reopened. */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { ConversationLink, ConversationSpec, Opened } from '../chat/platform.ts';
import { cut } from '../chat/text.ts';
import type { Severity } from '../incident/policy.ts';
import { type Calls, refusalOf } from './calls.ts';
import type { Self } from './self.ts';
import { escaped } from './text.ts';

export interface Rooms {
  open(spec: ConversationSpec, severity: () => Severity): Promise<Opened>;
  setTopic(channel: string, topic: string, number: number): Promise<void>;
  setLinks(channel: string, links: readonly ConversationLink[]): Promise<void>;
  setArchived(channel: string, archived: boolean): Promise<void>;
}

export interface RoomsOptions {
  readonly calls: Calls;
  readonly self: Self;
  readonly baseUrl: () => string;
  /** Name of an incident's channel. `{name}` is the one that every platform gets: `inc-42-sapphire-heron`. */
  readonly channelName: string;
  /** Bookmarks of every incident beside the Room and the playbook: the call, the runbook. */
  readonly links: readonly ConversationLink[];
}

/** Longest name: https://docs.slack.dev/reference/methods/conversations.create#naming */
const NAME = 80;
/** Longest topic and purpose. */
const TOLD = 250;
/** Names that are tried when somebody else has the wanted one. */
const TRIES = 5;

const Channel = z.object({ id: z.string(), name: z.string() });
const Created = z.object({ channel: Channel });
const Listed = z.object({
  channels: z.array(
    Channel.extend({
      creator: z.string().optional(),
      is_archived: z.boolean().optional(),
      purpose: z.object({ value: z.string() }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const Bookmarks = z.object({
  bookmarks: z.array(z.object({ id: z.string(), title: z.string(), link: z.string().nullish() })).default([]),
});

export function createRooms({ calls, self, baseUrl, channelName, links: always }: RoomsOptions): Rooms {
  /** The channel of that name if an earlier attempt for this incident made it. */
  async function adopt(name: string, incidentId: string): Promise<string | undefined> {
    const { userId } = await self();
    let cursor: string | undefined;
    do {
      const args = { types: 'private_channel', limit: 1000, ...(cursor ? { cursor } : {}) };
      const { channels, response_metadata } = await calls.call('conversations.list', args, { reads: Listed });
      const found = channels.find((one) => one.name === name && one.creator === userId);
      // Without a purpose it was made a moment ago, and the answer was lost; any other names its incident there.
      const purpose = found?.purpose?.value ?? '';
      if (found) return purpose === '' || purpose.includes(incidentId) ? found.id : undefined;
      cursor = response_metadata?.next_cursor || undefined;
    } while (cursor);
    return undefined;
  }

  /** Undefined when somebody else has the name. */
  async function makeNamed(name: string, incidentId: string, rank: () => Severity) {
    try {
      const args = { name, is_private: true };
      return (await calls.call('conversations.create', args, { rank, reads: Created })).channel;
    } catch (fault) {
      if (refusalOf(fault) !== 'name_taken') throw fault;
      const id = await adopt(name, incidentId);
      return id ? { id, name } : undefined;
    }
  }

  async function make(spec: ConversationSpec, severity: () => Severity): Promise<z.infer<typeof Channel>> {
    const wanted = nameOf(channelName, spec.name);
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const name = attempt === 1 ? wanted : `${wanted.slice(0, NAME - 3)}-${attempt}`;
      // In a storm Slack makes some twenty channels a minute: the worst incidents go first.
      const made = await makeNamed(name, spec.incidentId, severity);
      if (made) return made;
    }
    throw new CordonError('vendor_failed', `Slack has channels named ${wanted} and like it already.`, {
      remedy: 'Set slack.channelName to a template that nobody else uses.',
    });
  }

  const told = (topic: string, number: number): string => {
    const link = ` · ${baseUrl()}/incidents/${number}`;
    return `${cut(escaped(topic), TOLD - link.length)}${link}`;
  };

  const rooms: Rooms = {
    open: async (spec, severity) => {
      const [{ url }, { id, name }] = await Promise.all([self(), make(spec, severity)]);
      const mark = ` ${spec.incidentId}`;
      const purpose = `${cut(escaped(spec.purpose), TOLD - mark.length)}${mark}`;
      await Promise.all([
        calls.call('conversations.setPurpose', { channel: id, purpose }, { rank: severity }),
        rooms.setTopic(id, spec.topic, spec.number),
      ]);
      return { conversation: id, name, link: new URL(`archives/${id}`, url).href };
    },
    setTopic: async (channel, topic, number) => {
      await calls.call('conversations.setTopic', { channel, topic: told(topic, number) });
    },
    setLinks: async (channel, links) => {
      const { bookmarks } = await calls.call('bookmarks.list', { channel_id: channel }, { reads: Bookmarks });
      for (const { label: title, url: link } of [...links, ...always]) {
        const there = bookmarks.find((one) => one.title === title);
        if (!there) await calls.call('bookmarks.add', { channel_id: channel, title, type: 'link', link });
        else if (there.link !== link)
          await calls.call('bookmarks.edit', { channel_id: channel, bookmark_id: there.id, link });
      }
    },
    setArchived: async (channel, archived) => {
      if (archived) await calls.call('conversations.archive', { channel }, { fine: ['already_archived'] });
      else await calls.call('conversations.unarchive', { channel }, { fine: ['not_archived'] });
    },
  };
  return rooms;
}

function nameOf(template: string, name: string): string {
  return template
    .replaceAll('{name}', name)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .slice(0, NAME);
}
