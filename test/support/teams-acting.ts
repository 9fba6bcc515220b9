/** What people do in an incident's conversation of the fake Teams, by what they read there. */

import { textOf } from '../doubles/teams/check-card.ts';
import type { FakeTeams } from '../doubles/teams/index.ts';
import type { Dialog, Shown } from '../doubles/teams/person.ts';
import type { Conversation, Message } from '../doubles/teams/world.ts';
import type { Acting } from './acting.ts';
import { buttonsIn } from './teams-house.ts';
import { until } from './until.ts';

/** A dialog that is open before somebody, and the conversation it was opened in. */
interface Open {
  readonly where: Conversation;
  readonly dialog: Dialog;
}

export function actingIn(teams: FakeTeams, chat: Conversation): Acting {
  const open = new Map<string, Open>();
  /** Lines that a click or a dialog was answered with. */
  const lines: { readonly to: string; readonly text: string }[] = [];
  /** How many private messages there were when somebody last spoke: what came since is the answer. */
  const spoke = new Map<string, number>();

  const shown = (match: RegExp): Message | undefined => chat.messages.findLast(({ card }) => match.test(textOf(card)));
  const find = async (match: RegExp, label = ''): Promise<Message> => {
    await until(() => {
      const message = shown(match);
      return message !== undefined && textOf(message.card).includes(label);
    });
    return shown(match) as Message;
  };
  const keep = (person: string, where: Conversation, { toast, message, dialog }: Shown): void => {
    for (const text of [toast, message]) if (text) lines.push({ to: person, text });
    if (dialog) open.set(person, { where, dialog });
  };
  /** Words that need more were answered with a button that opens the form. */
  const asked = async (person: string): Promise<void> => {
    const actor = teams.as(person);
    const direct = actor.direct();
    const offers = () =>
      direct.messages
        .slice(spoke.get(person) ?? 0)
        .map((message) => ({ message, title: buttonsIn(message.card).find((one) => one.endsWith('…')) }))
        .findLast(({ title }) => title !== undefined);
    await until(() => offers() !== undefined);
    const { message, title = '' } = offers() as { message: Message; title?: string };
    keep(person, direct, await actor.clicks(direct, message, title));
  };

  return {
    tell: async (person, words) => {
      spoke.set(person, teams.as(person).direct().messages.length);
      await teams.as(person).tells(words.replaceAll(/@(responder-\d)/g, '<at>$1</at>'), chat);
    },
    read: async (match) => textOf((await find(match)).card),
    click: async (person, match, label) => {
      const message = await find(match, label);
      keep(person, chat, await teams.as(person).clicks(chat, message, label));
    },
    fill: async (person, fields) => {
      if (!open.has(person)) await asked(person);
      const { where, dialog } = open.get(person) as Open;
      open.delete(person);
      const named = Object.entries(fields).map(([name, value]) => [`field.${name}`, value]);
      keep(person, where, await teams.as(person).submits(where, dialog, Object.fromEntries(named)));
    },
    tick: async (person, taskId, ticked = true) => {
      const label = `${ticked ? 'Tick' : 'Untick'} ${taskId}`;
      const message = () => chat.messages.find(({ card }) => buttonsIn(card).includes(label));
      await until(() => message() !== undefined);
      keep(person, chat, await teams.as(person).clicks(chat, message() as Message, label));
    },
    choose: async (person, taskId, what) => {
      const message = () => chat.messages.find(({ card }) => buttonsIn(card).includes(`More for ${taskId}`));
      await until(() => message() !== undefined);
      keep(person, chat, await teams.as(person).clicks(chat, message() as Message, what, ` ${taskId}"`));
    },
    told: (person, what) =>
      until(() => {
        const notes = teams
          .as(person)
          .direct()
          .messages.map(({ card }) => textOf(card));
        return [...notes, ...lines.flatMap(({ to, text }) => (to === person ? text : []))].some((one) =>
          what.test(one),
        );
      }),
  };
}
