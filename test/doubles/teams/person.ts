/** Somebody in Teams: types, mentions, clicks, fills dialogs in, reacts, comes and goes, uses the message extension. */

import { randomUUID } from 'node:crypto';
import { elementsIn } from './check-card.ts';
import { directOf } from './connector.ts';
import { messageOf } from './graph.ts';
import type { Delivered, Kernel } from './kernel.ts';
import { hears } from './line.ts';
import { type Conversation, type Message, membersOf, type Person, personOf } from './world.ts';

export interface Dialog {
  readonly title: string;
  readonly card: Readonly<Record<string, unknown>>;
}

/** What a client shows after a click: a line to the person, a card in place of the one that was clicked, a dialog, a message. */
export interface Shown {
  readonly toast?: string;
  readonly card?: Readonly<Record<string, unknown>>;
  readonly dialog?: Dialog;
  readonly message?: string;
}

export interface Actor {
  readonly person: Person;
  sees(conversation: Conversation): boolean;
  /** The conversation with the bot alone. */
  direct(): Conversation;
  /**
   * Says words to the bot: mentioned in a conversation, or in the conversation with it alone. `<at>responder-3</at>` in
   * them mentions that person.
   */
  tells(words: string, where?: Conversation, root?: string): Promise<Delivered>;
  /** Says something to the others. */
  says(text: string, where: Conversation, files?: Message['files']): Promise<Message>;
  /** Answers a post of a channel. */
  answers(text: string, post: Message, where: Conversation): Promise<Message>;
  /** Changes what they said. */
  edits(where: Conversation, message: Message, text: string): Promise<Delivered>;
  /** Takes back what they said; Teams keeps the empty message. */
  deletes(where: Conversation, message: Message): Promise<Delivered>;
  /** Presses the button of that title on a message; one that asks first is confirmed. Of several, the one about that. */
  clicks(where: Conversation, message: Message, title: string, about?: string): Promise<Shown>;
  /** What the client asks for by itself when it shows the card. */
  refreshes(where: Conversation, message: Message): Promise<Shown>;
  submits(where: Conversation, dialog: Dialog, values: Readonly<Record<string, string>>): Promise<Shown>;
  reacts(where: Conversation, message: Message, type: string, added?: boolean): Promise<Delivered>;
  joins(where: Conversation, letInBy?: Person): Promise<Delivered>;
  leaves(where: Conversation): Promise<Delivered>;
  /** An action of the message extension on a message. */
  acts(where: Conversation, message: Message, commandId: string): Promise<Shown>;
  /** Submits the dialog that such an action opened. */
  completes(
    where: Conversation,
    commandId: string,
    dialog: Dialog,
    values: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  searches(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** What the client gives a tab of the app, with other claims where they are named. */
  tabToken(claims?: Readonly<Record<string, unknown>>): string;
}

export function createActor(kernel: Kernel, person: Person): Actor {
  const { world, app } = kernel;
  const from = { id: person.mri, name: person.name, aadObjectId: person.id };
  const at = ({ id, kind, team }: Conversation, root?: string) => ({
    from,
    conversation: {
      id: kind === 'channel' && root ? `${id};messageid=${root}` : id,
      ...{ conversationType: kind, isGroup: kind !== 'personal', tenantId: world.tenantId },
    },
    channelData: {
      tenant: { id: world.tenantId },
      ...(team ? { team: { id: team.id, aadGroupId: team.id }, channel: { id } } : {}),
    },
  });
  const invoke = (where: Conversation, name: string, value: object, message?: Message) =>
    kernel.deliver({
      ...at(where, message?.root),
      ...{ type: 'invoke', name, id: `f:${randomUUID()}`, value },
      ...(message ? { replyToId: message.id } : {}),
    });
  const remember = (where: Conversation, text: string, files: Message['files'] = [], root?: string): Message => {
    const id = world.messageId();
    const message: Message = {
      ...{ id, root: root ?? id, from: person, createdAt: new Date().toISOString(), text, files },
      ...{ summary: '', card: undefined, edits: 0, deletedAt: undefined, reactions: [] },
    };
    where.messages.push(message);
    return message;
  };
  const own = (message: Message): void => {
    if (message.from !== person) throw new Error('Nobody changes what somebody else said.');
  };
  /** What people say among themselves. */
  const tell = async (where: Conversation, activity: object): Promise<Delivered> =>
    hears(kernel, where) ? kernel.deliver({ ...activity }) : { status: 200, body: '' };
  const attached = (files: Message['files']) => files.map((one) => ({ contentType: 'reference', ...one }));
  const say = async (where: Conversation, text: string, files: Message['files'], root?: string): Promise<Message> => {
    const message = remember(where, text, files, root);
    await tell(where, {
      ...{ ...at(where, message.root), type: 'message', id: message.id },
      ...{ text, attachments: attached(files) },
    });
    return message;
  };
  const payload = (message: Message) => ({ ...messageOf({ app }, message), linkToMessage: linkOf(message) });

  async function press(where: Conversation, message: Message, title: string, about = ''): Promise<Shown> {
    const action = actionIn(message.card, title, about);
    if (!action) throw new Error(`There is no button ${title} on the card.`);
    if (action.type === 'Action.Execute') {
      const { verb, data, id } = action;
      const value = { action: { type: 'Action.Execute', verb, data, id }, trigger: 'manual' };
      return shownBy(await invoke(where, 'adaptiveCard/action', value, message));
    }
    const { msteams, ...data } = action.data as { msteams?: { type?: string } };
    if (msteams?.type !== 'task/fetch') throw new Error(`The button ${title} opens nothing.`);
    return shownBy(await invoke(where, 'task/fetch', { data: { ...data, type: 'task/fetch' }, context: {} }, message));
  }

  const talking = {
    tells: (words: string, where: Conversation = directOf(kernel, person), root?: string) => {
      const bot = where.kind === 'personal' ? [] : [mentionOf({ id: `28:${app.id}`, name: 'Cordon' })];
      const people = [...words.matchAll(/<at>(.*?)<\/at>/g)].map(([, key = '']) => personOf(world, key));
      const named = words.replaceAll(/<at>(.*?)<\/at>/g, (_, key: string) => `<at>${personOf(world, key).name}</at>`);
      const text = [...bot.map((one) => one.text), named].join(' ');
      const message = remember(where, text, [], root);
      const entities = [...bot, ...people.map(({ mri: id, name }) => mentionOf({ id, name }))];
      return kernel.deliver({ ...at(where, message.root), type: 'message', id: message.id, text, entities });
    },
    says: (text: string, where: Conversation, files: Message['files'] = []) => say(where, text, files),
    answers: (text: string, { root }: Message, where: Conversation) => say(where, text, [], root),
    edits: (where: Conversation, message: Message, text: string) => {
      own(message);
      message.text = text;
      message.edits += 1;
      const said = { id: message.id, text, attachments: attached(message.files) };
      return tell(where, { ...changing(where, message, 'editMessage'), type: 'messageUpdate', ...said });
    },
    deletes: (where: Conversation, message: Message) => {
      own(message);
      message.text = '';
      message.files = [];
      message.deletedAt = new Date().toISOString();
      const gone = { type: 'messageDelete', id: message.id };
      return tell(where, { ...changing(where, message, 'softDeleteMessage'), ...gone });
    },
    reacts: (where: Conversation, message: Message, type: string, added = true) => {
      const there = message.reactions.findIndex((one) => one.type === type && one.by === person);
      if (added) message.reactions.push({ type, by: person });
      else if (there >= 0) message.reactions.splice(there, 1);
      const change = { [added ? 'reactionsAdded' : 'reactionsRemoved']: [{ type }] };
      const base = { ...at(where, message.root), type: 'messageReaction', id: `f:${randomUUID()}` };
      return kernel.deliver({ ...base, replyToId: message.id, ...change });
    },
    joins: (where: Conversation, letInBy?: Person) => {
      where.members.add(person);
      const by = letInBy ? { id: letInBy.mri, aadObjectId: letInBy.id, name: letInBy.name } : from;
      return kernel.deliver({ ...at(where), from: by, ...changed('membersAdded') });
    },
    leaves: (where: Conversation) => {
      where.members.delete(person);
      return kernel.deliver({ ...at(where), ...changed('membersRemoved') });
    },
  };

  /** The activity bears the id of the message, each time again; what happened to it stands in the channel's data. */
  function changing(where: Conversation, message: Message, eventType: string) {
    const base = at(where, message.root);
    return { ...base, channelData: { ...base.channelData, eventType } };
  }

  function changed(how: string) {
    return { type: 'conversationUpdate', id: `f:${randomUUID()}`, [how]: [{ id: person.mri, aadObjectId: person.id }] };
  }

  return {
    person,
    sees: (conversation) => membersOf(conversation).has(person),
    direct: () => directOf(kernel, person),
    ...talking,
    tabToken: (claims = {}) =>
      kernel.keys.sign({
        ...{ iss: `${kernel.baseUrl()}/login/${world.tenantId}/v2.0`, aud: app.id, ver: '2.0', scp: 'access_as_user' },
        ...{ tid: world.tenantId, oid: person.id, name: person.name },
        ...claims,
      }),
    clicks: press,
    refreshes: async (where, message) => {
      const { action } = (message.card?.refresh ?? {}) as { action?: Record<string, unknown> };
      if (!action) throw new Error('The card does not refresh itself.');
      const value = { action: { ...action, type: 'Action.Execute' }, trigger: 'automatic' };
      return shownBy(await invoke(where, 'adaptiveCard/action', value, message));
    },
    submits: async (where, { card }, values) => {
      const data = { ...submitOf(card), ...checked(card, values) };
      return shownBy(await invoke(where, 'task/submit', { data, context: {} }));
    },
    acts: async (where, message, commandId) =>
      shownBy(
        await invoke(where, 'composeExtension/fetchTask', {
          ...{ commandId, commandContext: 'message', messagePayload: payload(message) },
        }),
      ),
    completes: async (where, commandId, { card }, values) =>
      shownBy(
        await invoke(where, 'composeExtension/submitAction', {
          ...{ commandId, commandContext: 'message', data: { ...submitOf(card), ...checked(card, values) } },
        }),
      ),
    searches: async (text) => {
      const { body } = await invoke(directOf(kernel, person), 'composeExtension/query', {
        ...{ commandId: 'searchIncidents', queryOptions: { skip: 0, count: 25 } },
        parameters: [{ name: text === '' ? 'initialRun' : 'text', value: text === '' ? 'true' : text }],
      });
      return (body as { composeExtension: { attachments: readonly Record<string, unknown>[] } }).composeExtension
        .attachments;
    },
  };
}

function mentionOf(mentioned: { readonly id: string; readonly name: string }) {
  return { type: 'mention', text: `<at>${mentioned.name}</at>`, mentioned };
}

function linkOf({ id }: Message): string {
  return `https://teams.microsoft.com/l/message/${id}`;
}

/** The button of that title, wherever it stands; for one that shows a question first, the one that confirms it. */
export function actionIn(card: unknown, title: string, about = ''): Readonly<Record<string, unknown>> | undefined {
  const all = elementsIn(card).filter(({ type }) => String(type).startsWith('Action.'));
  const found = all.find((one) => one.title === title && JSON.stringify(one).includes(about));
  if (found?.type !== 'Action.ShowCard') return found;
  return elementsIn(found.card).find(({ type }) => type === 'Action.Execute' || type === 'Action.Submit');
}

/** What the button of a dialog sends beside the fields. */
export function submitOf(card: unknown): Readonly<Record<string, unknown>> {
  const submit = elementsIn(card).find(({ type }) => type === 'Action.Submit');
  return (submit?.data ?? {}) as Readonly<Record<string, unknown>>;
}

/** What a client sends of a card's inputs: what was typed, or what stood there. Refuses what it would refuse. */
function checked(card: unknown, values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const inputs = elementsIn(card).filter(({ type }) => String(type).startsWith('Input.'));
  for (const name of Object.keys(values))
    if (!inputs.some(({ id }) => id === name)) throw new Error(`There is no field ${name} in the dialog.`);
  return Object.fromEntries(
    inputs.map(({ id, value, isRequired, label }) => {
      const given = values[String(id)] ?? (value as string | undefined) ?? '';
      if (isRequired && given === '') throw new Error(`The dialog wants ${String(label)}.`);
      return [String(id), given];
    }),
  );
}

interface Invoked {
  readonly statusCode?: number;
  readonly type?: string;
  readonly value?: unknown;
  readonly task?: { readonly type: string; readonly value: unknown };
}

function shownBy({ status, body }: Delivered): Shown {
  if (status !== 200) throw new Error(`The bot answered ${status}: ${JSON.stringify(body)}`);
  const { type, value, task } = (body || {}) as Invoked;
  if (task?.type === 'message') return { message: String(task.value) };
  if (task) {
    const { title, card } = task.value as { title: string; card: { content: Dialog['card'] } };
    return { dialog: { title, card: card.content } };
  }
  if (type === 'application/vnd.microsoft.activity.message') return { toast: String(value) };
  if (type === 'application/vnd.microsoft.card.adaptive') return { card: value as Dialog['card'] };
  return {};
}
