/** The double speaks to the real Bolt, in Socket Mode and over HTTP, from a person's click to what the app answers. */

import type { KnownBlock, ModalView } from '@slack/types';
import { expect, it, onTestFinished } from 'vitest';
import { FULL_MANIFEST } from '../../../doubles/slack/app.ts';
import { type FakeSlack, startSlack } from '../../../doubles/slack/index.ts';
import { until } from '../../../support/until.ts';
import { startBareApp } from './bare-app.ts';

const MODES = [
  { mode: 'Socket Mode', socket: true },
  { mode: 'HTTP', socket: false },
] as const;

async function openSlack(socket: boolean): Promise<FakeSlack> {
  const manifest = { ...FULL_MANIFEST, settings: { ...FULL_MANIFEST.settings, socket_mode_enabled: socket } };
  const slack = await startSlack({ manifest });
  onTestFinished(async () => slack[Symbol.asyncDispose]());
  return slack;
}

async function listening(slack: FakeSlack, listen: Parameters<typeof startBareApp>[1]): Promise<void> {
  const app = await startBareApp(slack, listen);
  onTestFinished(async () => app[Symbol.asyncDispose]());
}

for (const { mode, socket } of MODES) {
  it(`carries a slash command to Bolt and its answer back to the person alone (${mode})`, async () => {
    const slack = await openSlack(socket);
    await listening(slack, (bolt) => {
      bolt.command('/incident', async ({ command, ack, respond }) => {
        await ack({ text: `heard ${command.text}` });
        await respond({ text: 'done' });
      });
    });

    const ack = await slack.as('responder-1').slash('list');

    expect(ack).toMatchObject({ acked: true });
    await until(() => slack.as('responder-1').ephemerals().length === 2);
    expect(
      slack
        .as('responder-1')
        .ephemerals()
        .map(({ text }) => text),
    ).toEqual(['heard list', 'done']);
    expect(slack.as('responder-2').ephemerals()).toEqual([]);
  });

  it(`opens, updates, refuses and closes a modal (${mode})`, async () => {
    const slack = await openSlack(socket);
    const title: KnownBlock = {
      type: 'input',
      block_id: 'title',
      label: plain('Title'),
      element: { type: 'plain_text_input', action_id: 'v' },
    };
    const who: KnownBlock = {
      type: 'input',
      block_id: 'who',
      label: plain('Who'),
      element: { type: 'external_select', action_id: 'who', min_query_length: 0 },
    };
    await listening(slack, (bolt) => {
      bolt.command('/incident', async ({ ack, body, client }) => {
        await ack();
        const loading: ModalView = { type: 'modal', title: plain('Declare'), blocks: [section('One moment')] };
        const { view } = await client.views.open({ trigger_id: body.trigger_id, view: loading });
        const full: ModalView = {
          type: 'modal',
          callback_id: 'declare',
          title: plain('Declare'),
          submit: plain('Declare'),
          blocks: [title, who],
        };
        await client.views.update({ view_id: view?.id ?? '', view: full });
      });
      bolt.options('who', async ({ ack, payload }) => {
        await ack({
          options: ['one', 'two'].map((name) => ({ text: plain(`${payload.value}-${name}`), value: name })),
        });
      });
      bolt.view('declare', async ({ ack, view, client, body }) => {
        const said = view.state.values.title?.v?.value ?? '';
        if (said.length < 5) return ack({ response_action: 'errors', errors: { title: 'Say more.' } });
        await ack();
        const chosen = view.state.values.who?.who?.selected_option?.value;
        await client.chat.postMessage({ channel: body.user.id, text: `${said} ${chosen}` });
      });
    });
    const responder = slack.as('responder-1');

    await responder.slash('new');
    await until(() => responder.hasView() && responder.view().callback_id === 'declare');
    const refused = await responder.submit({ Title: 'hm', who: 'two' });
    const accepted = await responder.submit({ Title: 'Stolen role session' });

    expect(refused.errors).toEqual({ title: 'Say more.' });
    expect(accepted).toMatchObject({ errors: {}, view: undefined });
    await until(() => responder.direct().length === 1);
    expect(responder.direct()[0]).toMatchObject({ text: 'Stolen role session two' });
  });

  it(`carries a click on a message, whose edit everybody sees (${mode})`, async () => {
    const slack = await openSlack(socket);
    await listening(slack, (bolt) => {
      bolt.action('take', async ({ ack, action, body, client }) => {
        await ack();
        if (body.type !== 'block_actions' || action.type !== 'button' || !body.channel) return;
        await client.chat.update({
          channel: body.channel.id,
          ts: body.message?.ts ?? '',
          text: `${body.user.id} ${action.value}`,
        });
      });
      bolt.message('card', async ({ say }) => {
        const button = {
          type: 'button',
          action_id: 'take',
          text: plain('Take command'),
          value: 'take commander',
        } as const;
        await say({ text: 'Card', blocks: [section('Nobody leads'), { type: 'actions', elements: [button] }] });
      });
    });
    const responder = slack.as('responder-1');

    slack.channel('incidents').members.add(slack.app.botUser);
    responder.say('incidents', 'card');
    await until(() => slack.messages('incidents').length === 2);
    const card = slack.messages('incidents')[1];
    await responder.click({ channel: 'incidents', ts: card?.ts ?? '' }, 'Take command');

    await until(() => slack.messages('incidents')[1]?.text !== 'Card');
    expect(slack.messages('incidents')[1]?.text).toBe(`${responder.person.id} take commander`);
  });
}

it('answers the challenge of a request URL', async () => {
  const slack = await openSlack(false);
  await listening(slack, () => undefined);

  expect(await slack.verifyUrl()).toMatchObject({ acked: true, status: 200, body: { challenge: expect.any(String) } });
});

it('signs so that Bolt refuses what somebody else signed', async () => {
  const slack = await openSlack(false);
  await listening(slack, () => undefined);
  Object.assign(slack.app, { signingSecret: 'f'.repeat(32) });

  expect(await slack.verifyUrl()).toMatchObject({ acked: false, status: 401 });
});

it('brings a Socket Mode client back after a refresh and after a cut', async () => {
  const slack = await openSlack(true);
  let heard = 0;
  await listening(slack, (bolt) => {
    bolt.command('/incident', async ({ ack }) => {
      heard += 1;
      await ack();
    });
  });

  slack.sockets.refresh();
  await until(() => slack.journal.of('apps.connections.open').length === 2 && slack.sockets.count() === 1);
  await slack.as('responder-1').slash('list');
  slack.sockets.cut();
  await until(() => slack.journal.of('apps.connections.open').length === 3 && slack.sockets.count() === 1);
  await slack.as('responder-1').slash('list');

  expect(heard).toBe(2);
});

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function section(text: string) {
  return { type: 'section' as const, text: { type: 'mrkdwn' as const, text } };
}
