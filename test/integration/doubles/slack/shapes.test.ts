/** What the double answers and sends bears no field that Slack's own samples do not have (`../shared/payloads/slack`). */

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FULL_MANIFEST } from '../../../doubles/slack/app.ts';
import { type FakeSlack, startSlack } from '../../../doubles/slack/index.ts';

const FOLDERS = ['../../../../../shared/payloads', '../../../../../../shared/payloads'];
const SAMPLES = join(
  process.env.CORDON_PAYLOADS ??
    FOLDERS.map((path) => join(import.meta.dirname, path)).find((path) => existsSync(path)) ??
    '',
  'slack',
);
const there = existsSync(SAMPLES);
if (!there)
  console.warn('Slack’s samples are absent: set CORDON_PAYLOADS to the folder above them. Their tests are skipped.');

/** Free-form places, and what apps bring themselves. */
const FREE = new Set(['blocks', 'values', 'metadata', 'shares']);

/** Paths that `ours` has and `sample` has not. */
function beyond(ours: unknown, sample: unknown, path = ''): readonly string[] {
  if (Array.isArray(ours)) {
    const examples = Array.isArray(sample) ? sample : [];
    if (examples.length === 0 || typeof examples[0] !== 'object') return [];
    const merged = Object.assign({}, ...examples);
    return ours.flatMap((one) => beyond(one, merged, `${path}[]`));
  }
  if (typeof ours !== 'object' || ours === null) return [];
  if (typeof sample !== 'object' || sample === null) return [];
  return Object.entries(ours).flatMap(([key, value]) => {
    if (FREE.has(key)) return [];
    if (!(key in sample)) return [`${path}.${key}`];
    return beyond(value, (sample as Record<string, unknown>)[key], `${path}.${key}`);
  });
}

function sample(path: string): unknown {
  return JSON.parse(readFileSync(join(SAMPLES, path), 'utf8'));
}

async function open(): Promise<FakeSlack> {
  const manifest = { ...FULL_MANIFEST, settings: { ...FULL_MANIFEST.settings, socket_mode_enabled: false } };
  const slack = await startSlack({ manifest, rates: false });
  onTestFinished(async () => slack[Symbol.asyncDispose]());
  slack.channel('incidents').members.add(slack.app.botUser);
  return slack;
}

async function call(slack: FakeSlack, method: string, args: object): Promise<Record<string, unknown>> {
  const response = await fetch(new URL(method, slack.apiUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${slack.app.botToken}` },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Record<string, unknown>;
}

/** What Slack sends to the app, kept in order. */
async function listen(slack: FakeSlack): Promise<readonly Record<string, unknown>[]> {
  const heard: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const form = Object.fromEntries(new URLSearchParams(body.startsWith('{') ? '' : body));
    heard.push(body.startsWith('{') ? JSON.parse(body) : form.payload ? JSON.parse(form.payload) : form);
    response.writeHead(200).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  slack.app.requestUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}/slack/events`;
  return heard;
}

const BUTTON = { type: 'button', action_id: 'take', text: { type: 'plain_text', text: 'Take' }, value: 'take' };
const BLOCKS = [{ type: 'actions', elements: [BUTTON] }];
const VIEW = { type: 'modal', notify_on_close: true, title: { type: 'plain_text', text: 'T' }, blocks: BLOCKS };

describe.skipIf(!there)('answers of the Web API', () => {
  it('have Slack’s fields', async () => {
    const slack = await open();
    const user = slack.as('responder-1').person.id;
    const made = await call(slack, 'conversations.create', { name: 'inc-1', is_private: true });
    const channel = (made.channel as { id: string }).id;
    const posted = await call(slack, 'chat.postMessage', { channel, text: 'x', blocks: BLOCKS });
    const bookmark = { channel_id: channel, type: 'link', title: 'Room', link: 'https://cordon.example.com' };
    const bookmarked = await call(slack, 'bookmarks.add', bookmark);
    const bookmark_id = (bookmarked.bookmark as { id: string }).id;
    const timestamp = posted.ts;
    const calls: readonly (readonly [string, object])[] = [
      ['auth.test', {}],
      ['team.info', {}],
      ['users.info', { user }],
      ['users.list', {}],
      ['users.lookupByEmail', { email: 'responder-1@example.com' }],
      ['users.conversations', {}],
      ['usergroups.list', {}],
      ['usergroups.users.list', { usergroup: [...slack.world.groups.keys()][0] }],
      ['conversations.list', { types: 'public_channel,private_channel' }],
      ['conversations.info', { channel }],
      ['conversations.members', { channel }],
      ['conversations.invite', { channel, users: user }],
      ['conversations.kick', { channel, user }],
      ['conversations.setTopic', { channel, topic: 't' }],
      ['conversations.setPurpose', { channel, purpose: 'p' }],
      ['conversations.rename', { channel, name: 'inc-2' }],
      ['conversations.history', { channel }],
      ['conversations.replies', { channel, ts: timestamp }],
      ['chat.update', { channel, ts: timestamp, text: 'y' }],
      ['chat.getPermalink', { channel, message_ts: timestamp }],
      ['pins.add', { channel, timestamp }],
      ['pins.list', { channel }],
      ['bookmarks.edit', { channel_id: channel, bookmark_id, title: 'R' }],
      ['bookmarks.list', { channel_id: channel }],
      ['reactions.add', { channel, timestamp, name: 'eyes' }],
      ['reactions.get', { channel, timestamp }],
      ['reactions.remove', { channel, timestamp, name: 'eyes' }],
      ['views.open', { trigger_id: slack.trigger('responder-1'), view: VIEW }],
      ['views.publish', { user_id: user, view: { type: 'home', blocks: BLOCKS } }],
      ['files.getUploadURLExternal', { filename: 'pm.md', length: 3 }],
      ['chat.delete', { channel, ts: timestamp }],
      ['conversations.archive', { channel }],
      ['conversations.unarchive', { channel }],
    ];

    const answers = new Map([
      ['conversations.create', made],
      ['chat.postMessage', posted],
      ['bookmarks.add', bookmarked],
    ]);
    for (const [method, args] of calls) answers.set(method, await call(slack, method, args));

    for (const [method, answer] of answers) {
      expect(answer, method).toMatchObject({ ok: true });
      const path = `api/${method}.json`;
      if (existsSync(join(SAMPLES, path))) expect(beyond(answer, sample(path)), method).toEqual([]);
    }
    expect(
      [...answers.keys()].filter((method) => existsSync(join(SAMPLES, `api/${method}.json`))).length,
    ).toBeGreaterThan(20);
  });
});

describe.skipIf(!there)('what is sent to the app', () => {
  it('has Slack’s fields for commands, clicks, shortcuts and views', async () => {
    const slack = await open();
    const heard = await listen(slack);
    const responder = slack.as('responder-1');
    const channel = slack.channel('incidents').id;
    const { ts } = (await call(slack, 'chat.postMessage', { channel, text: 'x', blocks: BLOCKS })) as { ts: string };
    await slack.events.settled();

    await responder.slash('list', { channel: 'incidents' });
    await responder.click({ channel, ts }, 'Take');
    await responder.shortcut('add_to_timeline', { channel, ts });
    await call(slack, 'views.open', { trigger_id: slack.trigger('responder-1'), view: VIEW });
    await responder.submit();
    await call(slack, 'views.open', { trigger_id: slack.trigger('responder-1'), view: VIEW });
    await responder.closeView();

    const kinds: Readonly<Record<string, string>> = {
      block_actions: 'interactive-components/BlockActionPayload',
      message_action: 'interactive-components/MessageShortcutPayload',
      view_submission: 'views/ViewSubmissionPayload',
      view_closed: 'views/ViewClosedPayload',
    };
    for (const payload of heard.filter(({ type }) => type !== 'event_callback')) {
      const kind = kinds[String(payload.type)] ?? 'slash-commands/SlashCommandPayload';
      expect(beyond(payload, sample(`app-backend/${kind}.json`)), kind).toEqual([]);
    }
    expect(heard.filter(({ type }) => type !== 'event_callback')).toHaveLength(5);
  });

  it('has Slack’s fields for events', async () => {
    const slack = await open();
    const heard = await listen(slack);
    const responder = slack.as('responder-1');
    const said = responder.say('incidents', `<@${slack.app.botUser}> hello`);
    responder.react(said, 'pushpin');
    responder.unreact(said, 'pushpin');
    responder.leave('incidents');
    slack.as('responder-2').invite('incidents', 'responder-1');
    responder.uploadFile('incidents', 'notes.txt', 'notes');
    responder.openHome();
    await call(slack, 'conversations.archive', { channel: slack.channel('incidents').id });
    await slack.events.settled();

    const kinds: Readonly<Record<string, string>> = {
      app_mention: 'AppMention',
      reaction_added: 'ReactionAdded',
      reaction_removed: 'ReactionRemoved',
      member_left_channel: 'MemberLeftChannel',
      member_joined_channel: 'MemberJoinedChannel',
      file_shared: 'FileShared',
      app_home_opened: 'AppHomeOpened',
      channel_archive: 'ChannelArchive',
      message: 'Message',
      'message.file_share': 'MessageFileShare',
      'message.channel_join': 'MessageChannelJoin',
      'message.channel_leave': 'MessageChannelLeave',
      'message.channel_archive': 'MessageChannelArchive',
    };
    const seen = new Set<string>();
    for (const payload of heard) {
      const { type, subtype } = payload.event as { type: string; subtype?: string };
      const kind = kinds[subtype ? `${type}.${subtype}` : type];
      if (!kind) continue;
      seen.add(kind);
      expect(beyond(payload, sample(`events/${kind}Payload.json`)), kind).toEqual([]);
    }
    expect(seen.size).toBe(Object.keys(kinds).length);
  });
});
