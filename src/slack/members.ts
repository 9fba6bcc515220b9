/**
 * The members of a channel are the members of the incident. Whoever else is there is told of, not thrown out; and so is
 * what became of the channel itself while Slack told nothing.
 */

import { z } from 'zod';
import type { Fate } from '../chat/surface.ts';
import type { Person } from '../incident/actor.ts';
import { type Calls, refusalOf } from './calls.ts';
import type { People } from './people.ts';
import type { Self } from './self.ts';

export interface MembersOptions {
  readonly calls: Calls;
  readonly self: Self;
  readonly people: People;
  /** All who are in the channel without being members, and who stay though removed. */
  strangers(incidentId: string, people: readonly Person[]): Promise<void>;
  /** What the channel was found to be. */
  found(incidentId: string, conversation: string, fate: Fate): Promise<void>;
}

export interface Members {
  /**
   * Invites and removes. `before` are the accounts that were wanted last; answers those wanted now. Where the same are
   * wanted, the channel itself is looked at as well.
   */
  sync(place: Channel, members: readonly Person[], before: readonly string[]): Promise<readonly string[]>;
}

interface Channel {
  readonly incidentId: string;
  readonly conversation: string;
}

/** Most of one invitation: https://docs.slack.dev/reference/methods/conversations.invite allows more; partial failures grow with it. */
const BATCH = 100;

const Present = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const Looked = z.object({
  channel: z.object({ is_archived: z.boolean().default(false), name: z.string().optional() }),
});

/** https://docs.slack.dev/reference/methods/conversations.info#errors */
const OUT_OF_REACH = new Set(['channel_not_found', 'not_in_channel']);

export function createMembers({ calls, self, people, strangers, found }: MembersOptions): Members {
  /** False when nothing can be done there. */
  async function isOpen({ incidentId, conversation }: Channel): Promise<boolean> {
    try {
      const { channel } = await calls.call('conversations.info', { channel: conversation }, { reads: Looked });
      await found(incidentId, conversation, channel.is_archived ? 'archived' : 'back');
      if (channel.name) await found(incidentId, conversation, { renamed: channel.name });
      return !channel.is_archived;
    } catch (fault) {
      if (OUT_OF_REACH.has(refusalOf(fault) ?? '')) await found(incidentId, conversation, 'removed');
      throw fault;
    }
  }

  async function present(channel: string): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    let cursor: string | undefined;
    do {
      const args = { channel, limit: 1000, ...(cursor ? { cursor } : {}) };
      const { members, response_metadata } = await calls.call('conversations.members', args, { reads: Present });
      for (const one of members) found.add(one);
      cursor = response_metadata?.next_cursor || undefined;
    } while (cursor);
    return found;
  }

  async function invite(channel: string, accounts: readonly string[]): Promise<void> {
    for (let from = 0; from < accounts.length; from += BATCH)
      await inviteAll(channel, accounts.slice(from, from + BATCH));
  }

  /** One account that cannot be invited makes Slack refuse the batch: then each is tried alone. */
  async function inviteAll(channel: string, batch: readonly string[]): Promise<void> {
    try {
      const args = { channel, users: batch.join(',') };
      await calls.call('conversations.invite', args, { fine: ['already_in_channel'], priority: 'urgent' });
    } catch (fault) {
      if (refusalOf(fault) === undefined) throw fault;
      if (batch.length > 1) for (const one of batch) await inviteAll(channel, [one]);
    }
  }

  /** False when Slack does not let the app remove people, or not this one. */
  async function remove(channel: string, user: string): Promise<boolean> {
    try {
      await calls.call('conversations.kick', { channel, user }, { fine: ['not_in_channel'] });
      return true;
    } catch (fault) {
      if (refusalOf(fault) === undefined) throw fault;
      return false;
    }
  }

  return {
    sync: async (place, members, before) => {
      const wanted = new Set(await people.accountsOf(members));
      const isSame = [...wanted].sort().join(' ') === before.join(' ');
      if (isSame && !(await isOpen(place))) return before;
      const [there, { userId }] = await Promise.all([present(place.conversation), self()]);
      await invite(
        place.conversation,
        [...wanted].filter((one) => !there.has(one)),
      );
      const unwanted = [...there].filter((one) => one !== userId && !wanted.has(one));
      const staying: Person[] = [];
      for (const account of unwanted) {
        // Who was never wanted came in by somebody's hand: people decide about them.
        if (before.includes(account) && (await remove(place.conversation, account))) continue;
        staying.push(await people.personOf(account));
      }
      await strangers(place.incidentId, staying);
      return [...wanted].sort();
    },
  };
}
