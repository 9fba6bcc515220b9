/** Connects Teams: the carrying half for workers, the hearing half for web processes, over the same parts. */

import type { Log } from '../base/log.ts';
import type { FetchedFile } from '../chat/platform.ts';
import type { Accounts, Receipts, SurfaceHouse } from '../chat/surface.ts';
import type { Transport } from '../chat/transport.ts';
import type { Person } from '../incident/actor.ts';
import { createAnnouncements } from './announcements.ts';
import { createBot } from './bot.ts';
import { createChannels } from './channels.ts';
import { createChats } from './chats.ts';
import { createChecks } from './checks.ts';
import { createFiles } from './files.ts';
import { createGraph } from './graph.ts';
import { createInstalling } from './installing.ts';
import { createMembers } from './members.ts';
import { createMessages } from './messages.ts';
import { createNotices } from './notices.ts';
import { createPeople } from './people.ts';
import { createPersonalChat } from './personal.ts';
import { createPlaces } from './places.ts';
import { type Hearing, startHearing } from './receive/start.ts';
import { createRooms } from './rooms.ts';
import { createRoster } from './roster.ts';
import type { ConnectedSettings } from './settings.ts';
import { createLookAround, type LookAround } from './standing.ts';
import { createTab, type Tab } from './tab.ts';
import { createTokens } from './tokens.ts';
import { createTransport } from './transport.ts';

export interface TeamsOptions {
  readonly settings: ConnectedSettings;
  readonly accounts: Accounts;
  readonly receipts: Receipts;
  readonly house: SurfaceHouse;
  readonly baseUrl: () => string;
  readonly log: Log;
  /** All who are in a chat without being members of its incident. */
  strangers(incidentId: string, people: readonly Person[]): Promise<void>;
  /** People of a roster: the first of them make the chat. */
  rosterMembers(roster: string): readonly Person[];
}

export interface Teams extends AsyncDisposable {
  readonly transport: Transport;
  readonly tab: Tab;
  readonly lookAround: LookAround;
  fetchFile(id: string, signal: AbortSignal): Promise<FetchedFile>;
  hear(): Hearing;
}

export function connectTeams({ settings, accounts, receipts, house, baseUrl, log, ...options }: TeamsOptions): Teams {
  const { appId, tenantId, teams, channelsPerTeam, links, reactions, graphUrl } = settings;
  const tokens = createTokens(settings);
  const checks = createChecks();
  const graph = createGraph({ graphUrl, tokens, checks, log });
  const bot = createBot(settings, tokens, checks);
  const people = createPeople({ graph, bot, accounts, byEmail: settings.people });
  const places = createPlaces(graph, teams);
  const installing = createInstalling(graph, appId);
  const channels = createChannels({ graph, teams, channelsPerTeam });
  const messages = createMessages({
    ...{ bot, graph, places, installing, tenantId },
    personal: createPersonalChat(graph, appId),
  });
  const rosterOf = async (roster: string): Promise<readonly string[]> => {
    const all = await Promise.all(options.rosterMembers(roster).map((person) => people.accountOf(person)));
    return all.filter((one) => one !== undefined);
  };
  const transport = createTransport({
    rooms: createRooms({
      ...{ graph, places, channels, rosterOf, links, installing, baseUrl },
      chats: createChats(graph, installing),
    }),
    members: createMembers({ graph, places, bot, people, log, strangers: options.strangers }),
    announcements: createAnnouncements(channels, messages, settings.announcements),
    notices: createNotices(graph, appId, baseUrl),
    roster: createRoster(bot),
    ...{ checks, messages, people, baseUrl },
  });
  const lookAround = createLookAround({ graph, bot, teams, house });
  return {
    transport,
    lookAround,
    tab: createTab(settings, people, baseUrl),
    fetchFile: createFiles(graph).fetch,
    hear: () =>
      startHearing({ house, bot, graph, places, people, messages, lookAround, appId, reactions, log }, receipts),
    [Symbol.asyncDispose]: async () => {
      graph[Symbol.dispose]();
      bot[Symbol.dispose]();
    },
  };
}
