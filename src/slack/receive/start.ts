/** Starts hearing Slack: over Socket Mode, or through the signed HTTP door. Everything is acknowledged before work begins. */

import type { Receiver } from '@slack/bolt';
import type { FastifyPluginAsync } from 'fastify';
import type { z } from 'zod';
import type { Receipts } from '../../chat/surface.ts';
import { clientOptions, SILENT } from '../calls.ts';
import { FORM } from '../render-form.ts';
import type { SlackSettings } from '../settings.ts';
import { hearClick, openFor } from './clicks.ts';
import type { Desk } from './desk.ts';
import { hearForm, suggest, WORKING } from './forms.ts';
import { publishHome } from './home.ts';
import { createHttpDoor } from './http.ts';
import { createKeeping, type Keeping } from './keeping.ts';
import { tellLate } from './late.ts';
import { hearReaction } from './marks.ts';
import { hearFate, hearJoin, hearLeave, hearRename } from './membership.ts';
import * as payloads from './payloads.ts';
import { hearShortcut, openForShortcut } from './shortcuts.ts';
import { hearSlash, openForSlash } from './slash.ts';
import { hearTalk } from './talk.ts';

export interface Hearing extends AsyncDisposable {
  /** To be mounted in HTTP mode. */
  readonly routes: FastifyPluginAsync | undefined;
}

export async function startHearing(
  settings: SlackSettings & { readonly botToken: string },
  desk: Desk,
  receipts: Receipts,
): Promise<Hearing> {
  const { App, SocketModeReceiver, verifySlackRequest } = await import('@slack/bolt');
  const { appToken, botToken, signingSecret = '' } = settings;
  const door = appToken
    ? undefined
    : createHttpDoor(({ body, signature, timestamp }) =>
        verifySlackRequest({
          signingSecret,
          body,
          headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
        }),
      );
  const receiver: Receiver = appToken
    ? new SocketModeReceiver({
        appToken,
        logger: SILENT,
        installerOptions: { clientOptions: clientOptions(settings.apiUrl) },
      })
    : (door as NonNullable<typeof door>).receiver;
  const { log } = desk;
  const kept = createKeeping({ receipts, log, late: (body, receivedAt) => tellLate(desk, body, receivedAt) });
  const app = new App({
    receiver: kept.keeping(receiver),
    authorize: async () => ({ botToken }),
    clientOptions: clientOptions(settings.apiUrl),
    logger: SILENT,
    ignoreSelf: false,
  });
  listen(app, desk, kept);
  await app.start();
  return {
    routes: door?.routes,
    [Symbol.asyncDispose]: async () => {
      await app.stop();
      await kept[Symbol.asyncDispose]();
    },
  };
}

type BoltApp = InstanceType<typeof import('@slack/bolt')['App']>;

function listen(app: BoltApp, desk: Desk, kept: Keeping): void {
  const { log } = desk;
  /** Done after the acknowledgement, whatever becomes of that. */
  const work = <T>(schema: z.ZodType<T>, body: object, hear: (desk: Desk, given: T) => Promise<void>) =>
    kept.carry(body, async () => hear(desk, schema.parse(body)));
  /** Events of other shapes are about things that are not looked at here. */
  const event = async <T>(
    { body, event: inner }: { body: object; event: unknown },
    schema: z.ZodType<T>,
    hear: (desk: Desk, given: T) => Promise<void>,
  ) => {
    const read = schema.safeParse(inner);
    if (read.success) kept.carry(body, () => hear(desk, read.data));
  };

  app.command(/.*/, async ({ ack, body }) => {
    const acked = ack();
    const opening = openForSlash(desk, body);
    work(payloads.Slash, body, (at, slash) => hearSlash(at, slash, opening));
    await acked;
  });
  app.action(/.*/, async ({ ack, body }) => {
    const acked = ack();
    const opening = openFor(desk, body);
    work(payloads.Click, body, (at, click) => hearClick(at, click, opening));
    await acked;
  });
  app.view(FORM, async ({ ack, body }) => {
    work(payloads.Submission, body, hearForm);
    await ack({ response_action: 'update', view: WORKING });
  });
  app.options(/.*/, async ({ ack, body }) => {
    await ack({ options: [...(await suggest(desk, payloads.Suggestion.parse(body)))] });
  });
  app.shortcut(/.*/, async ({ ack, body }) => {
    const acked = ack();
    const opening = openForShortcut(desk, body);
    work(payloads.MessageShortcut, body, (at, shortcut) => hearShortcut(at, shortcut, opening));
    await acked;
  });
  app.event('reaction_added', (given) => event(given, payloads.ReactionEvent, hearReaction));
  app.event('reaction_removed', (given) => event(given, payloads.ReactionEvent, hearReaction));
  app.event('member_joined_channel', (given) => event(given, payloads.MembershipEvent, hearJoin));
  app.event('member_left_channel', (given) => event(given, payloads.MembershipEvent, hearLeave));
  for (const [name, fate] of FATES)
    app.event(name, (given) => event(given, payloads.ChannelEvent, (at, told) => hearFate(at, told, fate)));
  app.event('group_rename', (given) => event(given, payloads.RenameEvent, hearRename));
  app.event('message', (given) => event(given, payloads.TalkEvent, hearTalk));
  app.event('app_home_opened', (given) =>
    event(given, payloads.HomeEvent, async (at, { user }) => publishHome(at, user)),
  );
  app.error(async (fault) => {
    log.warn({ err: fault }, 'what Slack sent could not be acknowledged');
  });
}

/** https://docs.slack.dev/reference/events/group_archive and its neighbours. */
const FATES = [
  ['group_archive', 'archived'],
  ['group_unarchive', 'back'],
  ['group_left', 'removed'],
  ['group_deleted', 'deleted'],
] as const;
