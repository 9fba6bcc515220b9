/** The Bot Connector: conversations, activities, members. https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */

import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { faultsOf } from './check-card.ts';
import type { Kernel } from './kernel.ts';
import { refuse } from './refusal.ts';
import { addChat, type Conversation, type Message, membersOf, type Person } from './world.ts';

const Activity = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  summary: z.string().optional(),
  attachments: z
    .array(z.looseObject({ contentType: z.string(), content: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
});
type Activity = z.infer<typeof Activity>;

const Parameters = z.looseObject({
  isGroup: z.boolean().optional(),
  members: z.array(z.looseObject({ id: z.string() })).optional(),
  activity: Activity.optional(),
  channelData: z
    .looseObject({
      channel: z.looseObject({ id: z.string() }).optional(),
      tenant: z.looseObject({ id: z.string() }).optional(),
    })
    .optional(),
});

const CARD = 'application/vnd.microsoft.card.adaptive';
/** Bytes of a whole message. https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages */
const MESSAGE_BYTES = 80 * 1024;

export function connectorRoutes(kernel: Kernel): (scope: FastifyInstance) => void {
  const { world, app } = kernel;
  const at = (id: string) => conversationOf(kernel, decodeURIComponent(id));
  const shaped = (wait: number): void => {
    if (wait > 0) refuse(429, 'ServiceError', 'API calls quota exceeded');
  };

  return (scope) => {
    scope.post('/v3/conversations', (request, reply) => {
      const { members, channelData, activity } = Parameters.parse(request.body);
      const channel = channelData?.channel?.id;
      if (channel) {
        const { conversation } = at(channel);
        shaped(kernel.rates?.send(conversation.id) ?? 0);
        if (!activity) refuse(400, 'BadSyntax', 'Activity is required for a new post');
        const message = post(kernel, conversation, undefined, activity);
        return reply.status(201).send({ id: `${conversation.id};messageid=${message.id}`, activityId: message.id });
      }
      if (channelData?.tenant?.id !== world.tenantId) refuse(400, 'BadSyntax', 'Tenant is required');
      const id = members?.[0]?.id ?? '';
      const person = world.people.find((one) => one.mri === id || one.id === id);
      if (!person) refuse(404, 'BadArgument', 'User not found in tenant');
      if (!person.hasApp) refuse(403, 'ForbiddenOperationException', 'The bot is not part of the conversation roster');
      shaped(kernel.rates?.send(`direct ${person.id}`) ?? 0);
      return reply.status(201).send({ id: directOf(kernel, person).id });
    });
    scope.post('/v3/conversations/:id/activities', (request, reply) => {
      const { conversation, root } = at((request.params as { id: string }).id);
      shaped(kernel.rates?.send(conversation.id) ?? 0);
      const message = post(kernel, conversation, root, Activity.parse(request.body));
      return reply.status(201).send({ id: message.id });
    });
    scope.put('/v3/conversations/:id/activities/:activity', (request, reply) => {
      const { id, activity } = request.params as { id: string; activity: string };
      const { conversation } = at(id);
      shaped(kernel.rates?.send(conversation.id) ?? 0);
      const message = conversation.messages.find((one) => one.id === activity);
      if (!message) refuse(404, 'ActivityNotFoundInConversation', 'The activity was not found');
      if (message.from) refuse(403, 'BotNotAuthor', 'The bot did not send this message');
      write(message, Activity.parse(request.body));
      message.edits += 1;
      return reply.send({ id: message.id });
    });
    scope.get('/v3/conversations/:id/members/:member', (request) => {
      const { id, member } = request.params as { id: string; member: string };
      const { conversation } = at(id);
      shaped(kernel.rates?.members(conversation.id) ?? 0);
      const wanted = decodeURIComponent(member);
      const person = [...membersOf(conversation)].find((one) => one.mri === wanted || one.id === wanted);
      if (!person) refuse(404, 'MemberNotFoundInConversation', 'Member not found');
      return account(kernel, person);
    });
    scope.get('/v3/conversations/:id/pagedmembers', (request) => {
      const { conversation } = at((request.params as { id: string }).id);
      shaped(kernel.rates?.members(conversation.id) ?? 0);
      const { pageSize = '50', continuationToken = '0' } = request.query as Record<string, string>;
      const all = [...membersOf(conversation)];
      const from = Number(continuationToken);
      const to = from + Number(pageSize);
      const members = all.slice(from, to).map((person) => account(kernel, person));
      return { members, ...(to < all.length ? { continuationToken: String(to) } : {}) };
    });
    scope.get('/v3/attachments/:any', () => refuse(404, 'NotFound', app.id));
  };
}

function account({ world }: Kernel, { mri, id, name, email }: Person) {
  return {
    ...{ id: mri, name, aadObjectId: id, objectId: id, email, userPrincipalName: email },
    ...{ tenantId: world.tenantId, userRole: 'user' },
  };
}

/** The conversation that a bot names, and the post where it names one of a channel. */
function conversationOf({ world }: Kernel, id: string): { conversation: Conversation; root: string | undefined } {
  const [own = '', root] = id.split(';messageid=');
  const conversation = world.conversations.get(own);
  if (!conversation || conversation.isDeleted || conversation.team?.isDeleted)
    refuse(404, 'ConversationNotFound', 'Conversation not found');
  if (!conversation.hasApp || conversation.team?.hasApp === false)
    refuse(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  if (conversation.isArchived || conversation.team?.isArchived)
    refuse(403, 'ChannelArchived', 'The channel is archived and read-only');
  return { conversation, root };
}

export function directOf({ world }: Pick<Kernel, 'world'>, person: Person): Conversation {
  const there = [...world.conversations.values()].find(
    ({ kind, members }) => kind === 'personal' && members.has(person),
  );
  const direct = there ?? addChat(world, 'personal', '', [person]);
  direct.hasApp = true;
  return direct;
}

function post(kernel: Kernel, conversation: Conversation, root: string | undefined, activity: Activity): Message {
  const id = kernel.world.messageId();
  const message: Message = {
    ...{ id, root: root ?? id, from: undefined, createdAt: new Date().toISOString() },
    ...{ text: '', summary: '', card: undefined, files: [], edits: 0, deletedAt: undefined, reactions: [] },
  };
  write(message, activity);
  conversation.messages.push(message);
  return message;
}

function write(message: Message, activity: Activity): void {
  if (Buffer.byteLength(JSON.stringify(activity), 'utf16le') > MESSAGE_BYTES * 2)
    refuse(413, 'MessageSizeTooBig', 'Message size too large');
  const card = activity.attachments?.find(({ contentType }) => contentType === CARD)?.content;
  const faults = card ? faultsOf(card) : [];
  if (faults.length > 0) refuse(400, 'BadSyntax', faults.join('; '));
  if (!card && !activity.text) refuse(400, 'BadSyntax', 'A message needs text or an attachment');
  message.text = activity.text ?? '';
  message.summary = activity.summary ?? '';
  message.card = card;
}
