/**
 * Hears Teams: one door for everything that the Bot Connector sends. What is said is kept and acknowledged before work
 * begins; clicks and dialogs are answered in the same breath, for somebody waits.
 */

import type { Activity, TurnContext } from 'botbuilder';
import type { FastifyPluginAsync } from 'fastify';
import type { z } from 'zod';
import { createInbox } from '../../chat/inbox.ts';
import type { Receipts } from '../../chat/surface.ts';
import { EXTENSION, MESSAGES_PATH } from '../manifest.ts';
import { addTabPages } from '../tab-pages.ts';
import { hearClick, hearRefresh } from './clicks.ts';
import type { Desk } from './desk.ts';
import { openDialog, submitDialog } from './dialogs.ts';
import { actOnMessage, findIncidents } from './extension.ts';
import { hearReaction } from './marks.ts';
import * as payloads from './payloads.ts';
import { hearDeleted, hearEdited, hearMessage } from './talk.ts';
import { hearUpdate } from './updates.ts';

export interface Hearing extends AsyncDisposable {
  readonly routes: FastifyPluginAsync;
}

const BODY_BYTES = 1_000_000;

export function startHearing(desk: Desk, receipts: Receipts): Hearing {
  const { bot, log } = desk;
  const inbox = createInbox({
    ...{ platform: 'Teams', receipts, log },
    again: ({ id, body }) => carry(id, body as Activity),
  });
  /** What one person does in one conversation is carried out in the order in which they did it. */
  const carry = (id: string, body: Omit<Activity, 'serviceUrl'>): void =>
    inbox.carry(id, `${body.from?.id} ${body.conversation.id}`, async () => HEARD[body.type]?.(desk, body));

  for (const type of Object.keys(HEARD)) {
    bot.app.activity(type, async ({ activity }) => {
      const { serviceUrl: _, ...body } = JSON.parse(JSON.stringify(activity)) as Activity;
      const id = receiptOf(body);
      if (await inbox.keep(id, body.type, body)) carry(id, body);
    });
  }
  answerInvokes(desk);

  return {
    routes: async (scope) => {
      addTabPages(scope);
      scope.post(
        MESSAGES_PATH,
        { bodyLimit: BODY_BYTES, config: { rateLimit: false }, schema: { hide: true } },
        async (request, reply) => {
          const activity = request.body as Activity | null;
          if (typeof activity !== 'object' || activity === null || typeof activity.type !== 'string')
            return reply
              .status(400)
              .send({ error: 'body_invalid', message: 'This is no activity of the Bot Framework.' });
          const replied = await bot.take(activity, request.headers.authorization ?? '');
          if (!replied)
            return reply.status(401).send({
              error: 'credential_invalid',
              message: 'The request does not come from the Bot Connector for this app.',
            });
          return reply.status(replied.status).send(replied.body ?? '');
        },
      );
    },
    [Symbol.asyncDispose]: () => inbox[Symbol.asyncDispose](),
  };
}

const HEARD: Readonly<Record<string, (desk: Desk, body: unknown) => Promise<void>>> = {
  message: heard(payloads.MessageActivity, hearMessage),
  messageUpdate: heard(payloads.MessageActivity, hearEdited),
  messageDelete: heard(payloads.ClickActivity, hearDeleted),
  messageReaction: heard(payloads.ReactionActivity, hearReaction),
  conversationUpdate: heard(payloads.UpdateActivity, hearUpdate),
};

/** The same for a repetition alone. Every change of a message bears that message's id: its time tells one from another. */
function receiptOf({
  conversation,
  type,
  id = '',
  timestamp,
}: Pick<Activity, 'conversation' | 'type' | 'id' | 'timestamp'>): string {
  const isChange = type === 'messageUpdate' || type === 'messageDelete';
  return `${conversation.id} ${type} ${id}${isChange ? ` ${timestamp}` : ''}`;
}

/** What is of another shape than Teams documents says nothing to us. */
function heard<T>(schema: z.ZodType<T>, hear: (desk: Desk, given: T) => Promise<void>) {
  return async (desk: Desk, body: unknown): Promise<void> => {
    const read = schema.safeParse(body);
    if (read.success) await hear(desk, read.data);
  };
}

const LATER = 'It could not be done just now. Try again in a moment.';

function answerInvokes(desk: Desk): void {
  const { app } = desk.bot;
  /** Somebody waits for each of these: a failure is told to them, and its cause to the log. */
  const or = async <T>(otherwise: T, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (fault) {
      desk.log.warn({ err: fault }, 'a click or dialog of Teams could not be answered');
      return otherwise;
    }
  };
  const base = ({ activity }: TurnContext) => payloads.ClickActivity.parse(activity);

  app.adaptiveCards.actionExecute('say', (context, _state, data) =>
    or<string>(LATER, () => hearClick(desk, base(context), payloads.Words.parse(data).words)),
  );
  app.adaptiveCards.actionExecute('refresh', async (context) => {
    const card = await or(undefined, () => hearRefresh(desk, base(context)));
    // The library would show a card that refreshes itself to everybody: it is answered here, for one reader.
    const body = card
      ? { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card }
      : { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' };
    await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body } });
    return '';
  });
  app.taskModules.fetch('ask', (context, _state, data) =>
    or<never>(
      LATER as never,
      async () => (await openDialog(desk, base(context), payloads.Words.parse(data).words)) as never,
    ),
  );
  app.taskModules.submit('form', (context, _state, data) =>
    or<never>(
      LATER as never,
      async () => (await submitDialog(desk, base(context), data as Record<string, unknown>)) as never,
    ),
  );
  for (const command of [EXTENSION.timeline, EXTENSION.task, EXTENSION.declare]) {
    app.messageExtensions.fetchTask(command, (context) =>
      or<never>(
        LATER as never,
        async () => (await actOnMessage(desk, payloads.MessageAction.parse(context.activity))) as never,
      ),
    );
    app.messageExtensions.submitAction(command, (context, _state, data) =>
      or<never>(
        LATER as never,
        async () => (await submitDialog(desk, base(context), data as Record<string, unknown>)) as never,
      ),
    );
  }
  app.messageExtensions.query(EXTENSION.search, (context, _state, { parameters }) =>
    or<never>({ type: 'result', attachmentLayout: 'list', attachments: [] } as never, async () => {
      const { text = '' } = parameters as { text?: string };
      const attachments = await findIncidents(desk, base(context), text);
      return { type: 'result', attachmentLayout: 'list', attachments } as never;
    }),
  );
}
