/** As much of what Teams sends as is read. https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */

import { z } from 'zod';

const Account = z.object({ id: z.string(), aadObjectId: z.string().optional(), name: z.string().optional() });

const Base = z.object({
  id: z.string().optional(),
  from: Account,
  conversation: z.object({ id: z.string(), conversationType: z.string().optional() }),
});
export type Base = z.infer<typeof Base>;

/** A message as it was said or edited. */
export const MessageActivity = Base.extend({
  timestamp: z.string().optional(),
  channelData: z.object({ eventType: z.string().optional() }).nullish(),
  text: z.string().default(''),
  entities: z
    .array(z.object({ type: z.string(), text: z.string().optional(), mentioned: Account.optional() }))
    .default([]),
  attachments: z
    .array(z.object({ contentType: z.string(), contentUrl: z.string().optional(), name: z.string().optional() }))
    .default([]),
});
export type MessageActivity = z.infer<typeof MessageActivity>;

export const ReactionActivity = Base.extend({
  replyToId: z.string(),
  reactionsAdded: z.array(z.object({ type: z.string() })).default([]),
  reactionsRemoved: z.array(z.object({ type: z.string() })).default([]),
});
export type ReactionActivity = z.infer<typeof ReactionActivity>;

/** People who come and go, and what becomes of channels, chats and whole teams: Teams says all of it in one kind of activity. */
export const UpdateActivity = Base.extend({
  membersAdded: z.array(Account).default([]),
  membersRemoved: z.array(Account).default([]),
  topicName: z.string().optional(),
  channelData: z
    .object({
      eventType: z.string().optional(),
      channel: z.object({ id: z.string(), name: z.string().nullish() }).nullish(),
      team: z.object({ aadGroupId: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
export type UpdateActivity = z.infer<typeof UpdateActivity>;

/** A click: what the button says or asks for. */
export const ClickActivity = Base.extend({ replyToId: z.string().optional() });
export type ClickActivity = z.infer<typeof ClickActivity>;
export const Words = z.object({ words: z.string().max(4000) });

/** A message as Graph and message actions show it. */
export const GraphMessage = z.object({
  id: z.string(),
  replyToId: z.string().nullish(),
  createdDateTime: z.string(),
  webUrl: z.string().nullish(),
  linkToMessage: z.string().nullish(),
  from: z
    .object({
      user: z.object({ id: z.string() }).nullish(),
      application: z.object({ displayName: z.string().nullish() }).nullish(),
    })
    .nullish(),
  body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }),
  attachments: z.array(z.object({ contentType: z.string().nullish(), contentUrl: z.string().nullish() })).nullish(),
  reactions: z.array(z.object({ reactionType: z.string() })).nullish(),
});
export type GraphMessage = z.infer<typeof GraphMessage>;

export const MessageAction = Base.extend({ value: z.object({ commandId: z.string(), messagePayload: GraphMessage }) });
export type MessageAction = z.infer<typeof MessageAction>;
