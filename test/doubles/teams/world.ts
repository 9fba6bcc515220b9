/** What a tenant holds: people, teams with channels, chats, and what was said there. Names and limits as Teams has them. */

import { randomUUID } from 'node:crypto';

export interface Person {
  /** Object id in the directory. */
  readonly id: string;
  /** Id in conversations of this bot. */
  readonly mri: string;
  readonly name: string;
  readonly email: string;
  /** Whether the app is installed for them, so that the bot may write to them. */
  hasApp: boolean;
}

export interface Message {
  readonly id: string;
  /** The post that it answers, in a channel. */
  readonly root: string;
  /** Undefined: the bot's own. */
  readonly from: Person | undefined;
  readonly createdAt: string;
  text: string;
  summary: string;
  card: Readonly<Record<string, unknown>> | undefined;
  files: readonly { readonly name: string; readonly contentUrl: string }[];
  edits: number;
  deletedAt: string | undefined;
  reactions: { readonly type: string; readonly by: Person }[];
}

export interface Tab {
  readonly id: string;
  readonly displayName: string;
  contentUrl: string;
}

export interface Conversation {
  readonly id: string;
  readonly kind: 'channel' | 'groupChat' | 'personal';
  /** Name of a channel, topic of a chat. */
  name: string;
  description: string;
  /** The team of a channel. */
  readonly team: Team | undefined;
  /** Members of a chat; a standard channel has those of its team. */
  readonly members: Set<Person>;
  readonly messages: Message[];
  readonly tabs: Tab[];
  readonly pinned: Set<string>;
  hasApp: boolean;
  isArchived: boolean;
  isDeleted: boolean;
  readonly webUrl: string;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: Set<Person>;
  readonly channels: Conversation[];
  hasApp: boolean;
  isArchived: boolean;
  isDeleted: boolean;
}

export interface Notice {
  readonly to: Person;
  readonly activityType: string;
  /** The line that Teams makes of the template. */
  readonly text: string;
  readonly preview: string;
  /** Where it leads. */
  readonly webUrl: string;
  readonly chainId: number | undefined;
}

export interface World {
  readonly tenantId: string;
  readonly people: Person[];
  readonly teams: Team[];
  readonly conversations: Map<string, Conversation>;
  readonly notices: Notice[];
  /** What SharePoint keeps, by address. */
  readonly files: Map<string, { readonly name: string; readonly content: string }>;
  /** Id of the next group chat. */
  chatId(): string;
  /** Ids of messages are milliseconds of an epoch; no two are alike. */
  messageId(): string;
}

export function createWorld(chatIds: readonly string[] = []): World {
  let last = 0;
  const ids = [...chatIds];
  return {
    tenantId: randomUUID(),
    people: [],
    teams: [],
    conversations: new Map(),
    notices: [],
    files: new Map(),
    chatId: () => ids.shift() ?? `19:${unique()}@thread.v2`,
    messageId: () => {
      last = Math.max(last + 1, Date.now());
      return String(last);
    },
  };
}

export function addPerson(world: World, name: string, hasApp = true): Person {
  const id = randomUUID();
  const person = { id, mri: `29:${id.replaceAll('-', '')}`, name: titled(name), email: `${name}@example.com`, hasApp };
  world.people.push(person);
  return person;
}

/** `responder-1` is shown as *Responder 1*. */
function titled(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** By object id, conversation id, address or name. */
export function personOf(world: World, key: string): Person {
  const found = world.people.find(
    ({ id, mri, email, name }) => [id, mri, email, name].includes(key) || email === `${key}@example.com`,
  );
  if (!found) throw new Error(`There is nobody ${key} in this tenant.`);
  return found;
}

export function addTeam(world: World, name: string, members: readonly Person[]): Team {
  const own = { id: randomUUID(), name, members: new Set(members), channels: [] };
  const team: Team = { ...own, hasApp: true, isArchived: false, isDeleted: false };
  world.teams.push(team);
  addChannel(world, team, 'General', '');
  return team;
}

export function addChannel(world: World, team: Team, name: string, description: string): Conversation {
  const id = `19:${unique()}@thread.tacv2`;
  const channel = conversation({ id, kind: 'channel', name, description, team });
  team.channels.push(channel);
  world.conversations.set(id, channel);
  return channel;
}

export function addChat(world: World, kind: 'groupChat' | 'personal', topic: string, members: readonly Person[]) {
  const id = kind === 'groupChat' ? world.chatId() : `a:${unique()}`;
  const chat = conversation({ id, kind, name: topic, description: '', team: undefined });
  for (const person of members) chat.members.add(person);
  world.conversations.set(id, chat);
  return chat;
}

function unique(): string {
  return randomUUID().replaceAll('-', '');
}

function conversation(own: Pick<Conversation, 'id' | 'kind' | 'name' | 'description' | 'team'>): Conversation {
  return {
    ...own,
    members: new Set(),
    messages: [],
    tabs: [],
    pinned: new Set(),
    hasApp: own.kind === 'channel',
    isArchived: false,
    isDeleted: false,
    webUrl: `https://teams.microsoft.com/l/${own.kind}/${encodeURIComponent(own.id)}`,
  };
}

export function membersOf({ kind, team, members }: Conversation): ReadonlySet<Person> {
  return kind === 'channel' && team ? team.members : members;
}
