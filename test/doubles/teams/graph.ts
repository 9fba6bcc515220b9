/**
 * As much of Microsoft Graph as a bot in Teams needs: teams, channels, chats, members, installed apps, tabs, pinned
 * messages, notices, users. Each call asks for the permission its page names. https://learn.microsoft.com/en-us/graph/api/resources/teams-api-overview
 */

import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { directOf } from './connector.ts';
import type { Kernel } from './kernel.ts';
import { notify } from './notices.ts';
import { refuse } from './refusal.ts';
import {
  addChannel,
  addChat,
  type Conversation,
  type Message,
  membersOf,
  type Person,
  personOf,
  type Team,
} from './world.ts';

/** https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams (channel names) */
const CHANNEL_NAME = 50;
const FORBIDDEN = /[~#%&*{}+/\\:<>?|'",]/;
const RESERVED = /^(forms|con|conin\$|conout\$|prn|aux|nul|com\d|lpt\d|desktop\.ini|_vti_.*)$/i;
const TOPIC = 250;
/** People that one chat holds. */
const CHAT_MEMBERS = 250;

type Params = Readonly<Record<string, string>>;

const Bound = z.looseObject({ 'user@odata.bind': z.string() });
const NewChat = z.object({ chatType: z.literal('group'), topic: z.string().min(1), members: z.array(Bound).min(2) });
const NewTab = z.object({
  displayName: z.string().min(1).max(128),
  'teamsApp@odata.bind': z.string(),
  configuration: z.object({ contentUrl: z.url(), websiteUrl: z.url().optional() }),
});
const Installation = z.looseObject({ 'teamsApp@odata.bind': z.string() });

export function graphRoutes(kernel: Kernel): (scope: FastifyInstance) => void {
  return (scope) => {
    users(kernel, scope);
    channels(kernel, scope);
    chats(kernel, scope);
    messages(kernel, scope);
  };
}

function need({ app }: Kernel, ...any: readonly string[]): void {
  if (!any.some((one) => app.granted.has(one)))
    refuse(403, 'Forbidden', `Missing role permissions on the request. API requires one of '${any.join(', ')}'.`);
}

function shaped({ rates }: Kernel, resource: string): void {
  const wait = rates?.graph(resource) ?? 0;
  if (wait > 0)
    refuse(429, 'TooManyRequests', 'Too many requests', { 'retry-after': String(Math.max(1, Math.ceil(wait / 1000))) });
}

const params = (request: FastifyRequest): Params =>
  Object.fromEntries(
    Object.entries(request.params as Params).map(([name, value]) => [name, decodeURIComponent(value)]),
  );

function users(kernel: Kernel, scope: FastifyInstance): void {
  const { world, app } = kernel;
  const shown = ({ id, name, email }: Person) => ({ id, displayName: name, mail: email, userPrincipalName: email });
  const find = (key: string): Person =>
    world.people.find(({ id, email }) => id === key || email === key) ??
    refuse(404, 'Request_ResourceNotFound', `Resource '${key}' does not exist`);

  scope.get('/users/:user', (request) => {
    need(kernel, 'User.ReadBasic.All', 'User.Read.All');
    return shown(find(params(request).user ?? ''));
  });
  scope.get('/users/:user/chats', (request) => {
    need(kernel, 'Chat.ReadBasic.All');
    const person = find(params(request).user ?? '');
    const topic = filtered(request, 'topic');
    const all = [...world.conversations.values()].filter(
      ({ kind, members, name }) => kind === 'groupChat' && members.has(person) && (!topic || name === topic),
    );
    return { value: all.map(chatOf) };
  });
  scope.get('/users/:user/teamwork/installedApps', (request) => {
    need(kernel, 'TeamsAppInstallation.ReadWriteSelfForUser.All', 'TeamsAppInstallation.ReadForUser.All');
    const { id, hasApp } = find(params(request).user ?? '');
    return { value: hasApp && filtered(request, 'teamsApp/externalId') === app.id ? [{ id: `installed-${id}` }] : [] };
  });
  scope.get('/users/:user/teamwork/installedApps/:installation/chat', (request) => {
    need(kernel, 'TeamsAppInstallation.ReadWriteSelfForUser.All', 'TeamsAppInstallation.ReadForUser.All');
    const { id, hasApp } = find(params(request).user ?? '');
    if (!hasApp || params(request).installation !== `installed-${id}`) refuse(404, 'NotFound', 'Not installed');
    return { id: `19:${id}_${app.id}@unq.gbl.spaces`, chatType: 'oneOnOne' };
  });
  scope.post('/users/:user/teamwork/installedApps', (request, reply) => {
    need(kernel, 'TeamsAppInstallation.ReadWriteSelfForUser.All');
    installs(kernel, request.body);
    const person = find(params(request).user ?? '');
    if (person.hasApp) refuse(409, 'Conflict', 'App is already installed');
    person.hasApp = true;
    return reply.status(201).send();
  });
  scope.post('/users/:user/teamwork/sendActivityNotification', (request, reply) => {
    need(kernel, 'TeamsActivity.Send.User', 'TeamsActivity.Send');
    if ((kernel.rates?.notice() ?? 0) > 0) refuse(429, 'TooManyRequests', 'Too many requests', { 'retry-after': '1' });
    const to = find(params(request).user ?? '');
    if (!to.hasApp) refuse(403, 'Forbidden', 'The app is not installed for this user');
    notify(kernel, to, request.body);
    return reply.status(204).send();
  });
  scope.get('/appCatalogs/teamsApps', (request) => {
    need(kernel, 'AppCatalog.Read.All');
    const externalId = filtered(request, 'externalId');
    return { value: externalId === app.id ? [{ id: app.catalogId, externalId, displayName: 'Cordon' }] : [] };
  });
}

/** The value of `$filter=NAME eq 'VALUE'`. */
function filtered(request: FastifyRequest, name: string): string | undefined {
  const { $filter } = request.query as { $filter?: string };
  if ($filter === undefined) return undefined;
  const [, field, value] = /^([\w/]+) eq '((?:[^']|'')*)'$/.exec($filter) ?? [];
  if (field !== name) refuse(400, 'BadRequest', `The query specified in the URI is not valid: ${$filter}`);
  return value?.replaceAll("''", "'");
}

function installs({ app }: Kernel, body: unknown): void {
  const bound = Installation.parse(body)['teamsApp@odata.bind'];
  if (!bound.endsWith(`/appCatalogs/teamsApps/${app.catalogId}`)) refuse(404, 'NotFound', 'No such app in the catalog');
}

function channels(kernel: Kernel, scope: FastifyInstance): void {
  const { world } = kernel;
  const team = (request: FastifyRequest): Team => {
    const { team: id = '' } = params(request);
    shaped(kernel, id);
    const found = world.teams.find((one) => one.id === id && !one.isDeleted);
    if (!found) refuse(404, 'NotFound', `No team found with Group Id ${id}`);
    // What the manifest asks for counts where the app is.
    if (!found.hasApp) refuse(403, 'Forbidden', 'Missing role permissions on the request.');
    return found;
  };
  const channel = (request: FastifyRequest): Conversation =>
    team(request).channels.find(({ id, isDeleted }) => id === params(request).channel && !isDeleted) ??
    refuse(404, 'NotFound', 'Channel not found');

  scope.get('/teams/:team', (request) => {
    need(kernel, 'TeamSettings.Read.Group');
    const { id, name, isArchived } = team(request);
    return { id, displayName: name, isArchived };
  });
  scope.get('/teams/:team/channels', (request) => {
    need(kernel, 'ChannelSettings.ReadWrite.Group', 'ChannelSettings.Read.Group');
    const name = filtered(request, 'displayName');
    const all = team(request).channels.filter((one) => !one.isDeleted && (name === undefined || one.name === name));
    return { '@odata.count': all.length, value: all.map(channelOf) };
  });
  scope.post('/teams/:team/channels', (request, reply) => {
    need(kernel, 'Channel.Create.Group', 'Channel.Create');
    const at = team(request);
    const { displayName, description = '' } = z
      .object({
        displayName: z.string().min(1),
        description: z.string().max(1024).optional(),
        membershipType: z.literal('standard').optional(),
      })
      .parse(request.body);
    checkName(displayName);
    // Deleted ones count for thirty days, and their names stay taken.
    // As it was observed, for no page says it: https://github.com/microsoftgraph/microsoft-graph-docs/issues/7288
    if (at.channels.length >= kernel.policy.channelsPerTeam)
      refuse(403, 'Forbidden', 'This team has exceeded the Max allowed channels');
    if (at.channels.some(({ name }) => name.toLowerCase() === displayName.toLowerCase()))
      refuse(400, 'BadRequest', 'Channel name already existed, please use other name');
    return reply.status(201).send(channelOf(addChannel(world, at, displayName, description)));
  });
  scope.get('/teams/:team/channels/:channel', (request) => {
    need(kernel, 'ChannelSettings.ReadWrite.Group', 'ChannelSettings.Read.Group');
    return channelOf(channel(request));
  });
  scope.patch('/teams/:team/channels/:channel', (request, reply) => {
    need(kernel, 'ChannelSettings.ReadWrite.Group');
    const at = channel(request);
    const given = z
      .object({ displayName: z.string().optional(), description: z.string().max(1024).optional() })
      .parse(request.body);
    if (given.displayName !== undefined) checkName(given.displayName);
    at.name = given.displayName ?? at.name;
    at.description = given.description ?? at.description;
    return reply.status(204).send();
  });
  for (const archived of [true, false]) {
    scope.post(`/teams/:team/channels/:channel/${archived ? 'archive' : 'unarchive'}`, (request, reply) => {
      need(kernel, 'ChannelSettings.ReadWrite.Group');
      channel(request).isArchived = archived;
      return reply.status(202).send();
    });
  }
  scope.get('/teams/:team/members', (request) => {
    need(kernel, 'TeamMember.Read.Group');
    return { value: [...team(request).members].map(memberOf) };
  });
  scope.post('/teams/:team/members', (request, reply) => {
    need(kernel, 'TeamMember.ReadWriteNonOwnerRole.All');
    team(request).members.add(addable(kernel, request.body));
    return reply.status(201).send();
  });
  tabs(kernel, scope, '/teams/:team/channels/:channel', 'Group', channel);
}

function checkName(name: string): void {
  if (name.length > CHANNEL_NAME) refuse(400, 'BadRequest', `Channel name must be at most ${CHANNEL_NAME} characters`);
  if (FORBIDDEN.test(name) || RESERVED.test(name) || /^[_.]|[.]$|\.\./.test(name))
    refuse(400, 'BadRequest', 'Channel name contains invalid characters');
}

function chats(kernel: Kernel, scope: FastifyInstance): void {
  const { world } = kernel;
  const chat = (request: FastifyRequest): Conversation => {
    const { chat: id = '' } = params(request);
    shaped(kernel, id);
    const found = world.conversations.get(id);
    return found && found.kind !== 'channel' ? found : refuse(404, 'NotFound', `No chat found with Id ${id}`);
  };

  scope.post('/chats', (request, reply) => {
    need(kernel, 'Chat.Create');
    shaped(kernel, 'chats');
    const { topic, members } = NewChat.parse(request.body);
    checkTopic(topic);
    const people = members.map((member) => boundPerson(kernel, member));
    return reply.status(201).send(chatOf(addChat(world, 'groupChat', topic, people)));
  });
  scope.get('/chats/:chat', (request) => {
    need(kernel, 'Chat.ReadBasic.All', 'ChatSettings.Read.Chat', 'ChatSettings.ReadWrite.Chat');
    return chatOf(chat(request));
  });
  scope.patch('/chats/:chat', (request) => {
    need(kernel, 'ChatSettings.ReadWrite.Chat');
    const at = chat(request);
    const { topic } = z.object({ topic: z.string().min(1) }).parse(request.body);
    checkTopic(topic);
    at.name = topic;
    return chatOf(at);
  });
  scope.post('/chats/:chat/installedApps', (request, reply) => {
    need(kernel, 'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All');
    installs(kernel, request.body);
    const at = chat(request);
    if (at.hasApp) refuse(409, 'Conflict', 'App is already installed');
    at.hasApp = true;
    return reply.status(201).send();
  });
  scope.get('/chats/:chat/members', (request) => {
    need(kernel, 'ChatMember.Read.Chat', 'ChatMember.ReadWrite.WhereInstalled');
    return { value: [...chat(request).members].map(memberOf) };
  });
  scope.post('/chats/:chat/members', (request, reply) => {
    need(kernel, 'ChatMember.ReadWrite.WhereInstalled', 'ChatMember.ReadWrite.All');
    const at = chat(request);
    if (at.members.size >= CHAT_MEMBERS) refuse(400, 'BadRequest', 'The chat is full');
    at.members.add(addable(kernel, request.body));
    return reply.status(201).send();
  });
  scope.delete('/chats/:chat/members/:membership', (request, reply) => {
    need(kernel, 'ChatMember.ReadWrite.WhereInstalled', 'ChatMember.ReadWrite.All');
    const at = chat(request);
    const gone = [...at.members].find((person) => memberOf(person).id === params(request).membership);
    if (!gone) refuse(404, 'NotFound', 'Member not found');
    at.members.delete(gone);
    return reply.status(204).send();
  });
  scope.post('/chats/:chat/pinnedMessages', (request, reply) => {
    need(kernel, 'Chat.ReadWrite.All');
    const bound = z.object({ 'message@odata.bind': z.url() }).parse(request.body)['message@odata.bind'];
    chat(request).pinned.add(bound.split('/').at(-1) ?? '');
    return reply.status(201).send();
  });
  scope.get('/chats/:chat/pinnedMessages', (request) => {
    need(kernel, 'Chat.ReadWrite.All');
    return { value: [...chat(request).pinned].map((id) => ({ id })) };
  });
  tabs(kernel, scope, '/chats/:chat', 'Chat', chat);
}

function checkTopic(topic: string): void {
  if (topic.includes(':')) refuse(400, 'BadRequest', "Topic must not contain the ':' character");
  if (topic.length > TOPIC) refuse(400, 'BadRequest', `Topic must be at most ${TOPIC} characters`);
}

function addable(kernel: Kernel, body: unknown): Person {
  const person = boundPerson(kernel, body);
  if (kernel.policy.barred.has(person.email)) refuse(403, 'Forbidden', 'This user cannot be added');
  return person;
}

function boundPerson({ world }: Kernel, body: unknown): Person {
  const [, key = ''] = /\/users(?:\/|\(')([^'/)]+)/.exec(Bound.parse(body)['user@odata.bind']) ?? [];
  return (
    world.people.find(({ id, email }) => id === key || email === key) ??
    refuse(404, 'NotFound', `Could not find user ${key}`)
  );
}

function memberOf({ id, name, email }: Person) {
  return {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    ...{ id: Buffer.from(id).toString('base64url'), userId: id, displayName: name, email, roles: ['owner'] },
  };
}

function tabs(
  kernel: Kernel,
  scope: FastifyInstance,
  path: string,
  kind: 'Group' | 'Chat',
  at: (request: FastifyRequest) => Conversation,
): void {
  scope.get(`${path}/tabs`, (request) => {
    need(kernel, `TeamsTab.Read.${kind}`, `TeamsTab.ReadWrite.${kind}`);
    return {
      value: at(request).tabs.map(({ id, displayName, contentUrl }) => ({
        ...{ id, displayName, configuration: { contentUrl } },
      })),
    };
  });
  scope.post(`${path}/tabs`, (request, reply) => {
    need(kernel, `TeamsTab.Create.${kind}`, `TeamsTab.ReadWrite.${kind}`);
    const { displayName, configuration, 'teamsApp@odata.bind': bound } = NewTab.parse(request.body);
    const where = at(request);
    const ownApp = bound.endsWith(`/${kernel.app.catalogId}`);
    if (ownApp ? !where.hasApp : !bound.endsWith('/com.microsoft.teamspace.tab.web'))
      refuse(400, 'BadRequest', 'The app is not installed in the scope of the tab');
    where.tabs.push({ id: randomUUID(), displayName, contentUrl: configuration.contentUrl });
    return reply.status(201).send();
  });
  scope.patch(`${path}/tabs/:tab`, (request) => {
    need(kernel, `TeamsTab.ReadWrite.${kind}`);
    const tab = at(request).tabs.find(({ id }) => id === params(request).tab);
    if (!tab) refuse(404, 'NotFound', 'Tab not found');
    const { configuration } = z.object({ configuration: z.object({ contentUrl: z.url() }) }).parse(request.body);
    tab.contentUrl = configuration.contentUrl;
    return { id: tab.id };
  });
}

function messages(kernel: Kernel, scope: FastifyInstance): void {
  const at = (request: FastifyRequest): Conversation => {
    const { chat, channel } = params(request);
    const [, account] = /^19:(.+)_.+@unq\.gbl\.spaces$/.exec(chat ?? '') ?? [];
    if (account) {
      // What the manifest asks for does not reach the talk with one person alone.
      need(kernel, 'Chat.ReadWrite.All', 'Chat.Read.All');
      return directOf(kernel, personOf(kernel.world, account));
    }
    need(kernel, chat ? 'ChatMessage.Read.Chat' : 'ChannelMessage.Read.Group');
    shaped(kernel, params(request).team ?? chat ?? '');
    return kernel.world.conversations.get(chat ?? channel ?? '') ?? refuse(404, 'NotFound', 'Not found');
  };
  const one = (request: FastifyRequest, reply: FastifyReply) => {
    const { message, answer } = params(request);
    const found = at(request).messages.find(({ id }) => id === (answer ?? message));
    return found ? reply.send(messageOf(kernel, found)) : refuse(404, 'NotFound', 'Message not found');
  };
  const list = (request: FastifyRequest, replies: boolean) => {
    const { $top = '20' } = request.query as Params;
    const { message } = params(request);
    const all = at(request).messages.filter(({ id, root }) => (replies ? root === message && id !== root : true));
    return {
      value: [...all]
        .reverse()
        .slice(0, Math.min(50, Number($top)))
        .map((each) => messageOf(kernel, each)),
    };
  };
  scope.get('/chats/:chat/messages', (request) => list(request, false));
  scope.get('/chats/:chat/messages/:message', one);
  scope.get('/teams/:team/channels/:channel/messages', (request) => list(request, false));
  scope.get('/teams/:team/channels/:channel/messages/:message', one);
  scope.get('/teams/:team/channels/:channel/messages/:message/replies', (request) => list(request, true));
  scope.get('/teams/:team/channels/:channel/messages/:message/replies/:answer', one);
}

export function messageOf({ app }: Pick<Kernel, 'app'>, message: Message) {
  const { id, root, from, createdAt, deletedAt = null, text, card, files, reactions } = message;
  const cards = card
    ? [{ id: '1', contentType: 'application/vnd.microsoft.card.adaptive', content: JSON.stringify(card) }]
    : [];
  return {
    ...{ id, replyToId: root === id ? null : root, createdDateTime: createdAt, messageType: 'message' },
    deletedDateTime: deletedAt,
    webUrl: `https://teams.microsoft.com/l/message/${id}`,
    from: from
      ? { user: { id: from.id, displayName: from.name, userIdentityType: 'aadUser' } }
      : { application: { id: app.id, displayName: 'Cordon', applicationIdentityType: 'bot' } },
    body: { contentType: 'html', content: `<p>${escaped(text)}</p>` },
    attachments: [
      ...cards,
      ...files.map(({ name, contentUrl }) => ({ id: name, contentType: 'reference', contentUrl, name })),
    ],
    reactions: reactions.map(({ type, by }) => ({ reactionType: type, user: { user: { id: by.id } } })),
  };
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function channelOf({ id, name, description, webUrl, isArchived }: Conversation) {
  return { id, displayName: name, description, webUrl, isArchived, membershipType: 'standard' };
}

function chatOf(chat: Conversation) {
  const { id, name, kind, webUrl, members } = chat;
  const chatType = kind === 'groupChat' ? 'group' : 'oneOnOne';
  return { id, topic: name, chatType, webUrl, members: [...membersOf(chat)].map(memberOf), size: members.size };
}
