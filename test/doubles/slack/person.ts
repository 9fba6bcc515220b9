/** Acting as a person in this Slack: what they type, click, submit, react and see. */

import { append, enter, exit, typeOf } from './channels.ts';
import { type Element, find, isEmpty, stateOf, statesOf, type Value } from './find.ts';
import * as payloads from './interactions.ts';
import type { Kernel } from './kernel.ts';
import type { Ack, Line } from './line.ts';
import { changed, remove } from './methods/chat.ts';
import { directMessage } from './methods/conversations.ts';
import { makeFile, share } from './methods/files.ts';
import { react, unreact } from './methods/marks.ts';
import { pushView, replaceView } from './methods/views.ts';
import type { Block, Channel, Ephemeral, Message, Screen, View } from './world.ts';
import { personOf } from './world.ts';

/** A message where it stands. */
export interface Located {
  readonly channel: string;
  readonly ts: string;
}

/** What became of a submitted view. */
export interface Submitted {
  readonly ack: Ack;
  /** Faults by `block_id`, when the app refused. */
  readonly errors: Readonly<Record<string, string>>;
  /** The view that now stands on the screen, if any. */
  readonly view: View | undefined;
}

export type Actor = ReturnType<typeof createActor>;

interface Option {
  readonly text: { readonly text: string };
  readonly value: string;
}

export function createActor(kernel: Kernel, line: Line, name: string) {
  const { world } = kernel;
  const me = personOf(world, name);

  function channelOf(nameOrId: string): Channel {
    const found = world.channels.get(nameOrId) ?? [...world.channels.values()].find((one) => one.name === nameOrId);
    if (!found) throw new Error(`There is no channel ${nameOrId} in this Slack.`);
    if ((found.isPrivate || found.im) && !found.members.has(me.id)) {
      throw new Error(`${me.name} cannot see ${nameOrId}.`);
    }
    return found;
  }

  function messageOf({ channel, ts }: Located): Message {
    const message = channelOf(channel).messages.find((one) => one.ts === ts);
    if (!message) throw new Error(`There is no message ${ts} in ${channel}.`);
    return message;
  }

  function own(where: Located): Message {
    const message = messageOf(where);
    if (message.user !== me.id) throw new Error(`${me.name} did not write ${where.ts}.`);
    return message;
  }

  function placeOf({ channel, ts }: Located): payloads.Place {
    const at = channelOf(channel);
    const ephemeral = world.ephemerals.find((one) => one.ts === ts && one.user === me.id);
    if (ephemeral) {
      return {
        channel: at,
        ts,
        blocks: ephemeral.blocks,
        ...(ephemeral.threadTs ? { threadTs: ephemeral.threadTs } : {}),
      };
    }
    const message = messageOf({ channel, ts });
    const thread = message.thread_ts ? { threadTs: message.thread_ts } : {};
    return { channel: at, ts, blocks: message.blocks ?? [], message, ...thread };
  }

  function screen(): Screen | undefined {
    return world.screens.findLast((one) => one.user === me.id && one.stack.length > 0);
  }

  function top(): View {
    const view = screen()?.stack.at(-1);
    if (!view) throw new Error(`${me.name} has no view open.`);
    return view;
  }

  async function suggest(where: Located | View, key: string, typed: string): Promise<readonly Option[]> {
    const at = 'blocks' in where ? where : placeOf(where as Located);
    const { block, element } = find(at.blocks as readonly Block[], key);
    const { body } = await line.send('interactive', payloads.suggestion(kernel, me, at as View, block, element, typed));
    const { options, option_groups } = (body ?? {}) as {
      options?: readonly Option[];
      option_groups?: readonly { options: readonly Option[] }[];
    };
    return [...(options ?? []), ...(option_groups ?? []).flatMap((group) => group.options)];
  }

  /** The state that choosing `value` leaves; menus that the app fills are asked for their options first. */
  async function choose(where: Located | View, key: string, element: Element, value: Value) {
    if (!element.type.endsWith('external_select')) return stateOf(element, value);
    const typed = Array.isArray(value) ? value : [String(value)];
    const offered = await Promise.all(typed.map((one) => suggest(where, key, one)));
    return stateOf(element, value, offered.flat());
  }

  async function act(where: Located | View, key: string, value?: Value): Promise<Ack> {
    const at = 'blocks' in where ? where : placeOf(where as Located);
    const { block, element } = find(at.blocks as readonly Block[], key);
    const state = value === undefined ? undefined : await choose(where, key, element, value);
    const action = payloads.actionOf(kernel, block, element, state);
    if ('blocks' in where) {
      if (state && block.block_id && element.action_id) remember(where, block.block_id, element.action_id, state);
      return line.send('interactive', payloads.viewActions(kernel, me, where, action));
    }
    return line.send('interactive', payloads.messageActions(kernel, me, at as payloads.Place, action, state));
  }

  /** Fills the open view and sends it. Throws, as Slack's client would refuse, when a required input is empty. */
  async function submit(values: Readonly<Record<string, Value>> = {}, view = top()): Promise<Submitted> {
    view.state.values = { ...statesOf(view.blocks), ...view.state.values };
    for (const [key, value] of Object.entries(values)) {
      const { block, element } = find(view.blocks, key);
      if (!block.block_id || !element.action_id) throw new Error(`${key} keeps no value.`);
      remember(view, block.block_id, element.action_id, await choose(view, key, element, value));
    }
    refuseEmpty(view);
    const ack = await line.send('interactive', payloads.viewSubmission(kernel, me, view));
    const errors = ack.acked ? answered(view, ack.body) : {};
    return { ack, errors, view: screen()?.stack.at(-1) };
  }

  /** Follows the `response_action` of an acknowledgement. */
  function answered(view: View, body: unknown): Readonly<Record<string, string>> {
    const on = world.screens.find(({ stack }) => stack.includes(view));
    const answer = (body ?? {}) as { response_action?: string; view?: unknown; errors?: Record<string, string> };
    if (answer.response_action === 'errors') return answer.errors ?? {};
    if (answer.response_action === 'update') replaceView(kernel, view, answer.view);
    else if (answer.response_action === 'push' && on) pushView(kernel, on, answer.view);
    else if (on) on.stack.splice(answer.response_action === 'clear' ? 0 : on.stack.indexOf(view));
    return {};
  }

  return {
    person: me,
    /** Types a slash command. What the acknowledgement says is shown to the person alone. */
    async slash(text: string, { channel = 'general', command = '/incident' } = {}): Promise<Ack> {
      if (!kernel.app.commands.has(command)) throw new Error(`Slack says that ${command} is not a valid command.`);
      const at = channelOf(channel);
      const ack = await line.send('slash_commands', payloads.slashPayload(kernel, me, at, command, text));
      const said = (ack.body ?? {}) as { text?: string; blocks?: Block[] };
      if (said.text || said.blocks) {
        world.ephemerals.push({
          channel: at.id,
          user: me.id,
          ts: world.ts(),
          text: said.text ?? '',
          blocks: said.blocks ?? [],
        });
      }
      return ack;
    },
    /** Presses a button, by its label, `action_id` or block. Its question is answered with yes. */
    click: (where: Located | View, key: string): Promise<Ack> => act(where, key),
    /** Chooses in a menu or ticks boxes: the values or labels that are then chosen, all of them. */
    select: (where: Located | View, key: string, value: Value): Promise<Ack> => act(where, key, value),
    suggest,
    submit,
    /** The view that stands on the screen. */
    view: top,
    hasView: (): boolean => screen() !== undefined,
    /** Closes the view on top, or all of them. The app hears of it if it asked to. */
    async closeView(all = false): Promise<Ack | undefined> {
      const view = top();
      const on = screen();
      const clears = all || view.clear_on_close === true;
      if (on) on.stack.splice(clears ? 0 : on.stack.length - 1);
      if (view.notify_on_close !== true) return undefined;
      return line.send('interactive', payloads.viewClosed(kernel, me, view, clears));
    },
    shortcut(callbackId: string, where?: Located): Promise<Ack> {
      if (kernel.app.shortcuts.get(callbackId) !== (where ? 'message' : 'global')) {
        throw new Error(`The app has no such shortcut: ${callbackId}.`);
      }
      return line.send(
        'interactive',
        where
          ? payloads.messageShortcut(kernel, me, callbackId, channelOf(where.channel), messageOf(where))
          : payloads.globalShortcut(kernel, me, callbackId),
      );
    },
    react: (where: Located, emoji: string): void =>
      react(kernel, channelOf(where.channel), messageOf(where), me.id, emoji),
    unreact: (where: Located, emoji: string): void =>
      unreact(kernel, channelOf(where.channel), messageOf(where), me.id, emoji),
    say(channel: string, text: string, threadTs?: string): Located {
      const at = channelOf(channel);
      if (at.isArchived) throw new Error(`${channel} is archived.`);
      const ts = world.ts();
      const thread = threadTs ? { thread_ts: threadTs } : {};
      append(
        kernel,
        at,
        { type: 'message', ts, user: me.id, team: world.teamId, text, ...thread },
        {
          client_msg_id: world.id('m'),
        },
      );
      if (text.includes(`<@${kernel.app.botUser}>`)) {
        kernel.emit({ type: 'app_mention', user: me.id, text, ts, channel: at.id, event_ts: ts, ...thread });
      }
      return { channel: at.id, ts };
    },
    /** Changes one of this person's own messages. */
    edit(where: Located, text: string): void {
      const message = own(where);
      const previous = structuredClone(message);
      message.text = text;
      message.edited = { user: me.id, ts: world.ts() };
      changed(kernel, channelOf(where.channel), message, previous);
    },
    remove(where: Located): void {
      remove(kernel, channelOf(where.channel), own(where));
    },
    /** Writes to the app in private. */
    tell(text: string): Located {
      return this.say(directMessage(kernel, me.id).id, text);
    },
    join(channel: string): void {
      enter(kernel, channelOf(channel), me.id);
    },
    leave(channel: string): void {
      exit(kernel, channelOf(channel), me.id);
    },
    /** Brings somebody in, or puts somebody out, by hand. */
    invite(channel: string, other: string): void {
      enter(kernel, channelOf(channel), personOf(world, other).id, me.id);
    },
    kick(channel: string, other: string): void {
      exit(kernel, channelOf(channel), personOf(world, other).id);
    },
    archive(channel: string): void {
      const at = channelOf(channel);
      at.isArchived = true;
      kernel.emit({ type: `${typeOf(at)}_archive`, channel: at.id, user: me.id, event_ts: world.ts() });
    },
    /** Answers the channel by its new name from then on. */
    rename(channel: string, name: string): void {
      const at = channelOf(channel);
      at.name = name;
      kernel.emit({
        type: `${typeOf(at)}_rename`,
        channel: { id: at.id, name, name_normalized: name, created: at.created, is_channel: false, is_mpim: false },
        event_ts: world.ts(),
      });
    },
    unarchive(channel: string): void {
      const at = channelOf(channel);
      at.isArchived = false;
      kernel.emit({ type: `${typeOf(at)}_unarchive`, channel: at.id, user: me.id, event_ts: world.ts() });
    },
    uploadFile(channel: string, fileName: string, content: string | Buffer, said = '', threadTs?: string): Located {
      const file = makeFile(kernel, fileName, me.id, Buffer.from(content));
      const at = channelOf(channel);
      return { channel: at.id, ts: share(kernel, [file], at.id, me.id, said, threadTs).ts };
    },
    openHome(): void {
      const view = world.homes.get(me.id);
      kernel.emit({
        type: 'app_home_opened',
        user: me.id,
        channel: directMessage(kernel, me.id).id,
        tab: 'home',
        event_ts: world.ts(),
        ...(view ? { view } : {}),
      });
    },
    home: (): View | undefined => world.homes.get(me.id),
    /** Whether this person can see the channel at all. */
    sees: (channel: string): boolean => {
      const found = [...world.channels.values()].find((one) => one.name === channel || one.id === channel);
      return found !== undefined && !found.im && (!found.isPrivate || found.members.has(me.id));
    },
    messages: (channel: string): readonly Message[] => channelOf(channel).messages,
    /** What only this person was shown, oldest first. */
    ephemerals: (channel?: string): readonly Ephemeral[] =>
      world.ephemerals.filter((one) => one.user === me.id && (!channel || one.channel === channelOf(channel).id)),
    /** What the app wrote to this person in private. */
    direct: (): readonly Message[] => [...world.channels.values()].find((one) => one.im === me.id)?.messages ?? [],
  };
}

function remember(view: View, blockId: string, actionId: string, state: Record<string, unknown>): void {
  view.state.values[blockId] = { ...view.state.values[blockId], [actionId]: state };
}

function refuseEmpty({ blocks, state }: View): void {
  for (const block of blocks) {
    if (block.type !== 'input' || block.optional === true) continue;
    const [value] = Object.values(state.values[block.block_id ?? ''] ?? {});
    if (isEmpty((value ?? {}) as Record<string, unknown>)) {
      throw new Error(`Slack does not send the view: ${JSON.stringify(block.label)} is empty.`);
    }
  }
}
