/** As much of what Slack sends as is read. https://docs.slack.dev/reference/interaction-payloads */

import { z } from 'zod';
import { State } from '../render-form.ts';

export const Slash = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  text: z.string().default(''),
  response_url: z.string(),
  trigger_id: z.string(),
});
export type Slash = z.infer<typeof Slash>;

const View = z.object({
  id: z.string(),
  type: z.string().optional(),
  private_metadata: z.string().default(''),
  state: z.object({ values: State }).optional(),
});

export const Action = z.object({
  action_id: z.string(),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});

/** A click on a message, in a view or in the home tab. */
export const Click = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ message_ts: z.string().optional(), is_ephemeral: z.boolean().optional() }).optional(),
  message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).optional(),
  view: View.optional(),
  actions: z.array(Action).min(1),
});
export type Click = z.infer<typeof Click>;

export const Submission = z.object({ user: z.object({ id: z.string() }), trigger_id: z.string(), view: View });
export type Submission = z.infer<typeof Submission>;

export const Suggestion = z.object({
  user: z.object({ id: z.string() }),
  block_id: z.string(),
  value: z.string().default(''),
  view: View.optional(),
});

export type Suggestion = z.infer<typeof Suggestion>;

const File = z.object({ id: z.string(), name: z.string().nullish() });

/** A message as the API and shortcuts show it. */
export const Message = z.object({
  ts: z.string(),
  user: z.string().optional(),
  text: z.string().default(''),
  files: z.array(File).optional(),
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()).default([]) })).optional(),
  thread_ts: z.string().optional(),
  bot_id: z.string().optional(),
  username: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

export const MessageShortcut = z.object({
  callback_id: z.string(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string(),
  message: Message,
});
export type MessageShortcut = z.infer<typeof MessageShortcut>;

export const ReactionEvent = z.object({
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.string().optional(), channel: z.string(), ts: z.string() }),
});

export const MembershipEvent = z.object({ user: z.string(), channel: z.string(), inviter: z.string().optional() });

/** Archived, deleted, left or brought back: `user` is there where Slack says who it was. */
export const ChannelEvent = z.object({ channel: z.string(), user: z.string().optional() });

/** Slack does not say here who it was. https://docs.slack.dev/reference/events/group_rename */
export const RenameEvent = z.object({ channel: z.object({ id: z.string(), name: z.string().min(1) }) });

/** A message as an event of the conversation tells it. https://docs.slack.dev/reference/events/message */
const Told = z.object({
  ts: z.string(),
  user: z.string().optional(),
  text: z.string().default(''),
  subtype: z.string().optional(),
  bot_id: z.string().optional(),
  edited: z.object({ ts: z.string() }).optional(),
  files: z.array(File).optional(),
});
export type Told = z.infer<typeof Told>;

export const TalkEvent = Told.extend({
  channel: z.string(),
  /** Of `message_changed`. */
  message: Told.optional(),
  /** Of `message_deleted`. */
  deleted_ts: z.string().optional(),
});

export const HomeEvent = z.object({ user: z.string(), tab: z.string().optional() });
