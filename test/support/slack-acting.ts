/** What people do in an incident's channel of the fake Slack, by what they read there. */

import type { FakeSlack } from '../doubles/slack/index.ts';
import type { Message } from '../doubles/slack/world.ts';
import type { Acting } from './acting.ts';
import { textOf } from './slack-house.ts';
import { until } from './until.ts';

interface Choice {
  readonly value: string;
}

interface Boxes {
  readonly type: string;
  readonly options?: readonly Choice[];
  readonly initial_options?: readonly Choice[];
}

/** Boxes, and the message and block they stand in. */
interface Standing {
  readonly ts: string;
  readonly block: string;
  readonly boxes: Boxes;
}

export interface SlackActing extends Acting {
  /** The message that shows this, once it does. */
  find(shows: RegExp): Promise<Message>;
  has(shows: RegExp): boolean;
}

export function actingIn(slack: FakeSlack, channel: string): SlackActing {
  const shown = (match: RegExp): Message | undefined =>
    slack.messages(channel).findLast(({ text, blocks }) => match.test(readOf(text, blocks)));
  const find = async (match: RegExp): Promise<Message> => {
    await until(() => shown(match) !== undefined);
    return shown(match) as Message;
  };
  /** The boxes that hold a task, where they stand. */
  const boxesOf = async (taskId: string): Promise<Standing> => {
    const found = () =>
      slack
        .messages(channel)
        .flatMap(({ ts, blocks }) =>
          (blocks ?? []).flatMap(({ block_id: block = '', elements }) =>
            (Array.isArray(elements) ? (elements as Boxes[]) : [])
              .filter(({ type, options }) => type === 'checkboxes' && options?.some(({ value }) => value === taskId))
              .map((boxes) => ({ ts, block, boxes })),
          ),
        )[0];
    await until(() => found() !== undefined);
    return found() as Standing;
  };
  const mentioned = (words: string): string =>
    words.replaceAll(/@(responder-\d)/g, (_, name: string) => `<@${slack.as(name).person.id}|${name}>`);
  return {
    find,
    read: async (match) => textOf((await find(match)).blocks),
    tell: async (person, words) => void (await slack.as(person).slash(mentioned(words), { channel })),
    has: (match) => shown(match) !== undefined,
    click: async (person, match, label) => {
      await until(() => textOf(shown(match)?.blocks).includes(label));
      const { ts } = await find(match);
      await slack.as(person).click({ channel, ts }, label);
    },
    fill: async (person, fields) => {
      const actor = slack.as(person);
      await until(() => actor.hasView() && JSON.stringify(actor.view().blocks).includes('field.'));
      const named = Object.entries(fields).map(([name, value]) => [`field.${name}`, value]);
      await actor.submit(Object.fromEntries(named));
    },
    tick: async (person, taskId, ticked = true) => {
      const isTicked = ({ initial_options }: Boxes) => (initial_options ?? []).some(({ value }) => value === taskId);
      await until(async () => isTicked((await boxesOf(taskId)).boxes) !== ticked);
      const { ts, block, boxes } = await boxesOf(taskId);
      const others = (boxes.initial_options ?? []).map(({ value }) => value).filter((value) => value !== taskId);
      await slack.as(person).select({ channel, ts }, block, ticked ? [...others, taskId] : others);
    },
    choose: async (person, taskId, what) => {
      const { ts } = await boxesOf(taskId);
      await slack.as(person).select({ channel, ts }, 'More for an item…', `${taskId} ${what}`);
    },
    told: (person, what) =>
      until(() =>
        [...slack.as(person).ephemerals(), ...slack.as(person).direct()].some(({ text, blocks }) =>
          what.test(readOf(text, blocks)),
        ),
      ),
  };
}

/** What is read: the text is a notification's where there are blocks. */
function readOf(text: string, blocks: readonly unknown[] | undefined): string {
  return blocks && blocks.length > 0 ? textOf(blocks) : text;
}
