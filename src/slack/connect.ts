/** Connects Slack: the carrying half for workers, the hearing half for web processes, over the same parts. */

import type { Log } from '../base/log.ts';
import type { FetchedFile } from '../chat/platform.ts';
import type { Accounts, Fate, Receipts, SurfaceHouse } from '../chat/surface.ts';
import type { Transport } from '../chat/transport.ts';
import type { Person } from '../incident/actor.ts';
import { createAnnouncements } from './announcements.ts';
import { createCalls } from './calls.ts';
import { createFiles } from './files.ts';
import { createMembers } from './members.ts';
import { createMessages } from './messages.ts';
import { createPeople } from './people.ts';
import { type Hearing, startHearing } from './receive/start.ts';
import { createRooms } from './rooms.ts';
import { createSelf } from './self.ts';
import type { SlackSettings } from './settings.ts';
import { createTransport } from './transport.ts';
import { createUserGroups } from './user-groups.ts';

export interface SlackOptions {
  readonly settings: SlackSettings & { readonly botToken: string };
  readonly accounts: Accounts;
  readonly receipts: Receipts;
  readonly house: SurfaceHouse;
  readonly baseUrl: () => string;
  readonly log: Log;
  /** All who are in a channel without being members of its incident. */
  strangers(incidentId: string, people: readonly Person[]): Promise<void>;
  /** A channel was looked at, and is archived, there, or out of reach. */
  found(incidentId: string, conversation: string, fate: Fate): Promise<void>;
  /** People of the user group that stands for an incident's roster. */
  enlist(incidentId: string, people: readonly Person[]): Promise<void>;
}

export interface Slack extends AsyncDisposable {
  readonly transport: Transport;
  fetchFile(id: string, signal: AbortSignal): Promise<FetchedFile>;
  hear(): Promise<Hearing>;
}

export function connectSlack({
  settings,
  accounts,
  receipts,
  house,
  baseUrl,
  log,
  strangers,
  found,
  enlist,
}: SlackOptions): Slack {
  const { apiUrl, botToken, channelName, links, announcements, people: byEmail, emoji } = settings;
  const calls = createCalls({ apiUrl, botToken, log });
  const self = createSelf(calls);
  const people = createPeople({ calls, accounts, byEmail });
  const messages = createMessages(calls);
  const files = createFiles(calls, botToken);
  const transport = createTransport({
    rooms: createRooms({ calls, self, baseUrl, channelName, links }),
    members: createMembers({ calls, self, people, strangers, found }),
    userGroups: createUserGroups({ calls, people, groups: settings.userGroups, enlist }),
    announcements: createAnnouncements(calls, messages, announcements),
    ...{ calls, messages, files, people },
  });
  return {
    transport,
    fetchFile: files.fetch,
    hear: () => startHearing(settings, { house, calls, people, messages, self, emoji, log }, receipts),
    [Symbol.asyncDispose]: async () => calls[Symbol.dispose](),
  };
}
