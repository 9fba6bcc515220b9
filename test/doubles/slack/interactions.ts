/** Payloads of interactions, as Slack sends them. https://docs.slack.dev/reference/interaction-payloads */

import { typeOf } from './channels.ts';
import { type Element, statesOf } from './find.ts';
import type { Kernel } from './kernel.ts';
import { messageOnWire, viewOnWire } from './wire.ts';
import type { Block, Channel, Message, Person, View } from './world.ts';

export interface Place {
  readonly channel: Channel;
  readonly ts: string;
  readonly blocks: readonly Block[];
  /** The message; undefined for one that only this person sees. */
  readonly message?: Message;
  readonly threadTs?: string;
}

type Payload = Record<string, unknown>;

function common({ world, app, triggers }: Kernel, type: string, { id, name }: Person): Payload {
  return {
    type,
    team: { id: world.teamId, domain: world.domain },
    user: { id, username: name, name, team_id: world.teamId },
    api_app_id: app.appId,
    token: app.verificationToken,
    trigger_id: triggers.makeTrigger(id),
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Slack does not name private channels to apps here. */
export function publicName(channel: Channel): string {
  return { channel: channel.name, group: 'privategroup', im: 'directmessage' }[typeOf(channel)];
}

export function slashPayload(kernel: Kernel, by: Person, channel: Channel, command: string, text: string): Payload {
  const { world, app, triggers } = kernel;
  return {
    token: app.verificationToken,
    team_id: world.teamId,
    team_domain: world.domain,
    channel_id: channel.id,
    channel_name: publicName(channel),
    user_id: by.id,
    user_name: by.name,
    command,
    text,
    api_app_id: app.appId,
    is_enterprise_install: 'false',
    response_url: triggers.makeResponse({ channel: channel.id, user: by.id }),
    trigger_id: triggers.makeTrigger(by.id),
  };
}

/** `state` is what the person left in the element, for those that keep any. */
export function messageActions(kernel: Kernel, by: Person, place: Place, action: Payload, state?: Payload): Payload {
  const { channel, ts, message, threadTs, blocks } = place;
  const thread = threadTs ? { thread_ts: threadTs } : {};
  const isEphemeral = message === undefined;
  return {
    ...common(kernel, 'block_actions', by),
    container: { type: 'message', message_ts: ts, channel_id: channel.id, is_ephemeral: isEphemeral, ...thread },
    channel: { id: channel.id, name: publicName(channel) },
    ...(message ? { message: messageOnWire(message, true) } : {}),
    state: { values: withState(statesOf(blocks), action, state) },
    response_url: kernel.triggers.makeResponse({
      channel: channel.id,
      user: by.id,
      messageTs: ts,
      isEphemeral,
      ...(threadTs ? { threadTs } : {}),
    }),
    actions: [action],
  };
}

export function viewActions(kernel: Kernel, by: Person, view: View, action: Payload): Payload {
  return {
    ...common(kernel, 'block_actions', by),
    container: { type: 'view', view_id: view.id },
    view: viewOnWire(kernel, view),
    actions: [action],
  };
}

export function viewSubmission(kernel: Kernel, by: Person, view: View): Payload {
  return { ...common(kernel, 'view_submission', by), view: viewOnWire(kernel, view) };
}

export function viewClosed(kernel: Kernel, by: Person, view: View, isCleared: boolean): Payload {
  const { trigger_id: _, ...payload } = common(kernel, 'view_closed', by);
  return { ...payload, view: viewOnWire(kernel, view), is_cleared: isCleared };
}

export function messageShortcut(
  kernel: Kernel,
  by: Person,
  callbackId: string,
  channel: Channel,
  message: Message,
): Payload {
  const { user: _, api_app_id: __, ...payload } = common(kernel, 'message_action', by);
  return {
    ...payload,
    user: { id: by.id, name: by.name },
    callback_id: callbackId,
    message_ts: message.ts,
    action_ts: kernel.world.ts(),
    channel: { id: channel.id, name: publicName(channel) },
    message: messageOnWire(message, true),
    response_url: kernel.triggers.makeResponse({ channel: channel.id, user: by.id }),
  };
}

export function globalShortcut(kernel: Kernel, by: Person, callbackId: string): Payload {
  return { ...common(kernel, 'shortcut', by), callback_id: callbackId, action_ts: kernel.world.ts() };
}

export function suggestion(
  kernel: Kernel,
  by: Person,
  where: Place | View,
  block: Block,
  element: Element,
  typed: string,
): Payload {
  const { trigger_id: _, ...payload } = common(kernel, 'block_suggestion', by);
  const isPlace = 'channel' in where && 'ts' in where;
  const surface = isPlace
    ? {
        container: {
          type: 'message',
          message_ts: where.ts,
          channel_id: (where as Place).channel.id,
          is_ephemeral: false,
        },
        channel: { id: (where as Place).channel.id, name: publicName((where as Place).channel) },
      }
    : { container: { type: 'view', view_id: where.id }, view: viewOnWire(kernel, where as View) };
  return { ...payload, ...surface, action_id: element.action_id, block_id: block.block_id, value: typed };
}

/** The action of an element: what it is, and what was chosen in it. */
export function actionOf(kernel: Kernel, block: Block, element: Element, state?: Payload): Payload {
  const { type, action_id, text, value, style, placeholder, confirm, url } = element;
  const shown = { text, value, style, placeholder, confirm, url };
  const given = Object.fromEntries(Object.entries(shown).filter(([, one]) => one !== undefined));
  return { type, action_id, block_id: block.block_id, ...given, ...state, action_ts: kernel.world.ts() };
}

function withState(
  values: Record<string, Record<string, unknown>>,
  { block_id, action_id, type }: Payload,
  state?: Payload,
): Record<string, Record<string, unknown>> {
  if (!state || type === 'button' || type === 'overflow') return values;
  const block = String(block_id);
  return { ...values, [block]: { ...values[block], [String(action_id)]: state } };
}
