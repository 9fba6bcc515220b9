/** What this Slack holds: one workspace with its people, channels, messages, files and views. */

import type { Clock } from './clock.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly isBot?: boolean;
  readonly isGuest?: boolean;
  deleted?: boolean;
}

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
}

/** A message as Slack's API shows it. */
export interface Message {
  readonly type: 'message';
  readonly ts: string;
  subtype?: string;
  user?: string;
  bot_id?: string;
  app_id?: string;
  team?: string;
  text: string;
  blocks?: Block[];
  thread_ts?: string;
  reply_count?: number;
  metadata?: unknown;
  edited?: { readonly user: string; readonly ts: string };
  reactions?: { name: string; users: string[]; count: number }[];
  files?: unknown[];
  pinned_to?: string[];
}

export type Block = Record<string, unknown> & { type: string; block_id?: string };

export interface Bookmark extends Record<string, unknown> {
  readonly id: string;
  title: string;
  link: string;
}

export interface Channel {
  readonly id: string;
  name: string;
  readonly isPrivate: boolean;
  /** With whom the bot talks here in private. */
  readonly im?: string;
  readonly creator: string;
  readonly created: number;
  topic: Told;
  purpose: Told;
  isArchived: boolean;
  readonly previousNames: string[];
  readonly members: Set<string>;
  readonly messages: Message[];
  readonly pins: string[];
  readonly bookmarks: Bookmark[];
}

export interface Told {
  readonly value: string;
  readonly creator: string;
  readonly last_set: number;
}

/** What only one person sees in a channel. */
export interface Ephemeral {
  readonly channel: string;
  readonly user: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: Block[];
  readonly threadTs?: string;
}

export interface File {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly content: Buffer;
  readonly createdAt: number;
  title: string;
  readonly mimetype: string;
  readonly channels: Set<string>;
  complete: boolean;
}

export interface View extends Record<string, unknown> {
  readonly id: string;
  readonly type: 'modal' | 'home';
  hash: string;
  blocks: Block[];
  state: { values: Record<string, Record<string, unknown>> };
}

/** An open modal: whose screen it stands on, and the views above each other. */
export interface Screen {
  readonly user: string;
  readonly stack: View[];
}

export interface World {
  readonly teamId: string;
  readonly domain: string;
  readonly clock: Clock;
  readonly people: Map<string, Person>;
  readonly groups: Map<string, Group>;
  readonly channels: Map<string, Channel>;
  readonly files: Map<string, File>;
  readonly ephemerals: Ephemeral[];
  readonly screens: Screen[];
  /** Home tabs by person. */
  readonly homes: Map<string, View>;
  readonly scheduled: { id: string; channel: string; text: string; postAt: number }[];
  id(prefix: string): string;
  /** A time stamp that no other message has. */
  ts(): string;
  seconds(): number;
}

export interface Seed {
  readonly people?: readonly { id?: string; name: string; email?: string; isBot?: boolean; isGuest?: boolean }[];
  readonly groups?: readonly { handle: string; users: readonly string[] }[];
  readonly channels?: readonly { name: string; isPrivate?: boolean; members?: readonly string[] }[];
}

/** Responders 1 to 6, one group of the first three, and a public channel. */
export const USUAL_SEED: Seed = {
  people: [1, 2, 3, 4, 5, 6].map((number) => ({ name: `responder-${number}` })),
  groups: [{ handle: 'cloud-security', users: ['responder-1', 'responder-2', 'responder-3'] }],
  channels: [{ name: 'general' }, { name: 'incidents' }],
};

export function createWorld(clock: Clock, seed: Seed): World {
  let count = 0;
  let last = 0;
  const world: World = {
    teamId: 'T0CORDON001',
    domain: 'cordon-tests',
    clock,
    people: new Map(),
    groups: new Map(),
    channels: new Map(),
    files: new Map(),
    ephemerals: [],
    screens: [],
    homes: new Map(),
    scheduled: [],
    id: (prefix) => {
      count += 1;
      return `${prefix}${count.toString(36).toUpperCase().padStart(10, '0')}`;
    },
    ts: () => {
      last = Math.max(last + 1, Math.floor(clock.wallMs() * 1000));
      return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
    },
    seconds: () => Math.floor(clock.wallMs() / 1000),
  };
  plant(world, seed);
  return world;
}

export function addPerson(
  world: World,
  { id, name, email, isBot, isGuest }: NonNullable<Seed['people']>[number],
): Person {
  const person: Person = {
    id: id ?? world.id('U'),
    name,
    realName: name.replace(/^./, (first) => first.toUpperCase()).replaceAll('-', ' '),
    email: email ?? `${name}@example.com`,
    ...(isBot ? { isBot } : {}),
    ...(isGuest ? { isGuest } : {}),
  };
  world.people.set(person.id, person);
  return person;
}

/** The person of that name or id. Throws when there is none, as a mistake of the test. */
export function personOf(world: World, name: string): Person {
  const found = world.people.get(name) ?? [...world.people.values()].find((one) => one.name === name);
  if (!found) throw new Error(`There is no ${name} in this Slack.`);
  return found;
}

export function makeChannel(
  world: World,
  given: { name: string; isPrivate: boolean; creator: string; im?: string; members?: readonly string[] },
): Channel {
  const nothing = { value: '', creator: '', last_set: 0 };
  const channel: Channel = {
    id: world.id(given.im ? 'D' : 'C'),
    name: given.name,
    isPrivate: given.isPrivate,
    ...(given.im ? { im: given.im } : {}),
    creator: given.creator,
    created: world.seconds(),
    topic: nothing,
    purpose: nothing,
    isArchived: false,
    previousNames: [],
    members: new Set([given.creator, ...(given.members ?? [])]),
    messages: [],
    pins: [],
    bookmarks: [],
  };
  world.channels.set(channel.id, channel);
  return channel;
}

function plant(world: World, seed: Seed): void {
  for (const person of seed.people ?? []) addPerson(world, person);
  for (const { handle, users } of seed.groups ?? []) {
    const id = world.id('S');
    world.groups.set(id, { id, handle, name: handle, users: users.map((name) => personOf(world, name).id) });
  }
  const everybody = [...world.people.keys()];
  for (const { name, isPrivate = false, members } of seed.channels ?? []) {
    const inside = members ? members.map((one) => personOf(world, one).id) : everybody;
    makeChannel(world, { name, isPrivate, creator: inside[0] ?? '', members: inside });
  }
}
