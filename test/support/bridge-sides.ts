/** Sides of a bridged incident as its test needs them: people speak there, and look there. A platform is one row of `SIDES`. */

import type { FakeSlack } from '../doubles/slack/index.ts';
import { textOf as textOfCard } from '../doubles/teams/check-card.ts';
import { type FakeTeams, startTeams } from '../doubles/teams/index.ts';
import type { Conversation, Message } from '../doubles/teams/world.ts';
import { startSlackHouse, textOf } from './slack-house.ts';
import type { TestHouse } from './start-house.ts';
import { ACTIVITY_TYPES, EVERY_PERMISSION, startTeamsHouse } from './teams-house.ts';
import { until } from './until.ts';

/** The house with one platform beside the Room. */
export interface BridgedHouse extends AsyncDisposable {
  readonly test: TestHouse;
  /** While it lasts nothing gets through to the platform. */
  outage(lasts: boolean): void;
  /** How often the platform tells of each thing that people do there. */
  copies(times: number): void;
  /** The conversation of the incident there, once there is one and the person is in it. */
  conversationOf(name: string, person: string): Promise<BridgeSide>;
}

export interface BridgeSide {
  /** Answers the platform's id of the message. */
  say(person: string, text: string): Promise<string>;
  edit(person: string, id: string, text: string): Promise<void>;
  remove(person: string, id: string): Promise<void>;
  upload(person: string, name: string, content: string): Promise<void>;
  /** Puts a message on the timeline as people do it there. */
  mark(person: string, id: string): Promise<void>;
  command(person: string, words: string): Promise<void>;
  /**
   * Everything that can be read there now, text and card of each message, oldest first. Words to Cordon are left out:
   * they are no message in Slack, and in Teams a person's own.
   */
  messages(): readonly { readonly id: string; readonly text: string }[];
  /** All that the person was told in private, here and directly. */
  private(person: string): string;
  /** Everything that the platform holds of the incident: names, topics, messages, files, homes. */
  everything(): string;
}

export interface SideRow {
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** With more in the configuration file and the environment. */
  open(
    config?: Readonly<Record<string, unknown>>,
    environment?: Readonly<Record<string, string>>,
  ): Promise<BridgedHouse>;
}

export const SIDES: readonly SideRow[] = [
  {
    id: 'slack',
    name: 'Slack',
    open: async (config = {}, environment = {}) => {
      const { slack, test, ...opened } = await startSlackHouse({ slack: { rates: false }, config, environment });
      return {
        test,
        outage: (lasts) => {
          slack.faults.outage = lasts ? 503 : undefined;
        },
        copies: (times) => {
          slack.events.copies = times;
        },
        conversationOf: slackConversations(slack),
        [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
      };
    },
  },
  {
    id: 'teams',
    name: 'Teams',
    open: async (config = {}, environment = {}) => {
      const { teams, test, ...opened } = await startTeamsHouse({ teams: { rates: false }, config, environment });
      return {
        test,
        outage: (lasts) => {
          teams.faults.outage = lasts ? 503 : undefined;
        },
        copies: (times) => {
          teams.policy.copies = times;
        },
        conversationOf: teamsConversations(teams),
        [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
      };
    },
  },
];

/** The house with both platforms beside the Room. */
export interface BothHouse extends AsyncDisposable {
  readonly test: TestHouse;
  readonly slack: BridgedHouse['conversationOf'];
  readonly teams: BridgedHouse['conversationOf'];
  /** Teams hangs up on the next calls of the connector that post. */
  hangUp(times: number): void;
}

export async function openBoth(): Promise<BothHouse> {
  const people = [1, 2, 3, 4, 5, 6].map((one) => `responder-${one}`);
  const teams = await startTeams({ granted: EVERY_PERMISSION, activityTypes: ACTIVITY_TYPES, people, rates: false });
  const addresses = Object.fromEntries(people.map((name) => [`${name}@example.com`, name]));
  const { slack, test, ...opened } = await startSlackHouse({
    slack: { rates: false },
    config: { teams: { announcements: 'General', people: addresses } },
    environment: { ...teams.environment, LOG_LEVEL: 'trace' },
  });
  teams.app.endpoint = `${test.url}/api/messages`;
  return {
    test,
    slack: slackConversations(slack),
    teams: teamsConversations(teams),
    hangUp: (times) => teams.faults.fail(/POST \/connector\/v3\/conversations\/a/, { as: 'cut' }, times),
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await teams[Symbol.asyncDispose]();
    },
  };
}

function slackConversations(slack: FakeSlack): BridgedHouse['conversationOf'] {
  return async (name, person) => {
    await until(() => slack.hasChannel(name) && slack.as(person).sees(name));
    return slackSide(slack, name);
  };
}

function teamsConversations(teams: FakeTeams): BridgedHouse['conversationOf'] {
  return async (name, person) => {
    const found = () => [...teams.world.conversations.values()].find((one) => one.name.startsWith(name));
    await until(() => {
      const chat = found();
      return chat !== undefined && teams.as(person).sees(chat);
    });
    return teamsSide(teams, found() as Conversation);
  };
}

function slackSide(slack: FakeSlack, channel: string): BridgeSide {
  return {
    say: async (person, text) => slack.as(person).say(channel, text).ts,
    edit: async (person, ts, text) => slack.as(person).edit({ channel, ts }, text),
    remove: async (person, ts) => slack.as(person).remove({ channel, ts }),
    upload: async (person, name, content) => void slack.as(person).uploadFile(channel, name, content),
    mark: async (person, ts) => slack.as(person).react({ channel, ts }, 'pushpin'),
    command: async (person, words) => {
      await until(async () => (await slack.as(person).slash(words, { channel })).acked);
    },
    messages: () =>
      slack.messages(channel).map(({ ts, text, blocks }) => ({ id: ts, text: `${text}\n${textOf(blocks)}` })),
    private: (person) =>
      JSON.stringify([slack.as(person).ephemerals(), slack.as(person).direct(), slack.as(person).home()]),
    everything: () =>
      JSON.stringify([[...slack.world.channels.values()], slack.world.ephemerals, [...slack.world.homes]]),
  };
}

function teamsSide(teams: FakeTeams, chat: Conversation): BridgeSide {
  const message = (id: string): Message => {
    const found = chat.messages.find((one) => one.id === id);
    if (!found) throw new Error(`There is no message ${id} in ${chat.name}.`);
    return found;
  };
  const shown = ({ text, card }: Message): string => (card ? textOfCard(card) : text);
  return {
    say: async (person, text) => (await teams.as(person).says(text, chat)).id,
    edit: async (person, id, text) => void (await teams.as(person).edits(chat, message(id), text)),
    remove: async (person, id) => void (await teams.as(person).deletes(chat, message(id))),
    upload: async (person, name, content) => {
      const contentUrl = teams.upload(name, content);
      await teams.as(person).says('', chat, [{ name, contentUrl }]);
    },
    mark: async (person, id) => void (await teams.as(person).reacts(chat, message(id), '1f4cc_pushpin')),
    command: async (person, words) => {
      await until(async () => (await teams.as(person).tells(words, chat)).status === 200);
    },
    messages: () =>
      chat.messages
        .filter(({ text }) => !text.startsWith('<at>Cordon</at>'))
        .map((one) => ({ id: one.id, text: shown(one) })),
    private: (person) =>
      JSON.stringify(
        teams
          .as(person)
          .direct()
          .messages.map(({ text, card }) => card ?? text),
      ),
    everything: () =>
      JSON.stringify([
        [...teams.world.conversations.values()].map(({ team, ...rest }) => ({ ...rest, team: team?.name })),
        teams.world.notices,
      ]),
  };
}
