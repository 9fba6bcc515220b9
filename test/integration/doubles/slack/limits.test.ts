/** The double refuses what Slack's pages say it refuses, at the limit and one beyond, seen with the real Web API client. */

import type { WebClient } from '@slack/web-api';
import { expect, it, onTestFinished } from 'vitest';
import { FULL_MANIFEST, type Manifest } from '../../../doubles/slack/app.ts';
import { type FakeSlack, startSlack } from '../../../doubles/slack/index.ts';
import { clientOf } from './bare-app.ts';

async function open(options: Parameters<typeof startSlack>[0] = {}): Promise<{ slack: FakeSlack; web: WebClient }> {
  const slack = await startSlack(options);
  onTestFinished(async () => slack[Symbol.asyncDispose]());
  return { slack, web: clientOf(slack) };
}

/** Slack's error code of a call that is refused; `ok` of one that is not. */
async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (fault) {
    return (fault as { data?: { error?: string } }).data?.error ?? String(fault);
  }
}

async function privateChannel(web: WebClient, name = 'inc-1-sapphire-heron'): Promise<string> {
  const { channel } = await web.conversations.create({ name, is_private: true });
  return channel?.id ?? '';
}

it('knows tokens by their kind', async () => {
  const { slack, web } = await open();

  expect(await codeOf(clientOf(slack, 'xoxb-somebody-else').auth.test())).toBe('invalid_auth');
  expect(await codeOf(clientOf(slack, slack.app.appToken).users.list({}))).toBe('not_allowed_token_type');
  expect(await codeOf(web.apps.connections.open({}))).toBe('not_allowed_token_type');
  expect(await web.auth.test()).toMatchObject({ ok: true, bot_id: slack.app.botId });
  expect((await web.auth.test()).response_metadata?.scopes).toContain('groups:write');
});

it('names the scope that is missing and those that are there', async () => {
  const manifest: Manifest = { ...FULL_MANIFEST, oauth_config: { scopes: { bot: ['chat:write', 'channels:manage'] } } };
  const { web } = await open({ manifest });

  const refused = web.conversations.create({ name: 'inc-1-x', is_private: true });

  await expect(refused).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'groups:write', provided: 'chat:write,channels:manage' },
  });
  expect(await codeOf(web.conversations.create({ name: 'inc-1-x' }))).toBe('ok');
});

it('shows e-mail addresses only with the scope for them', async () => {
  const without = { ...FULL_MANIFEST, oauth_config: { scopes: { bot: ['users:read'] } } };
  const { slack, web } = await open({ manifest: without });
  const user = slack.as('responder-1').person.id;

  expect((await web.users.info({ user })).user?.profile).not.toHaveProperty('email');
  expect(await codeOf(web.users.lookupByEmail({ email: 'responder-1@example.com' }))).toBe('missing_scope');
});

it('refuses Socket Mode where it is off', async () => {
  const off = { ...FULL_MANIFEST, settings: { ...FULL_MANIFEST.settings, socket_mode_enabled: false } };
  const { slack } = await open({ manifest: off });

  expect(await codeOf(clientOf(slack, slack.app.appToken).apps.connections.open({}))).toBe('socket_mode_not_enabled');
});

it.each([
  ['a'.repeat(80), 'ok'],
  ['a'.repeat(81), 'invalid_name_maxlength'],
  ['Inc-1', 'invalid_name_specials'],
  ['inc 1', 'invalid_name_specials'],
  ['ínc', 'invalid_name_specials'],
  ['-_-', 'invalid_name_punctuation'],
  ['general', 'name_taken'],
])('takes a channel name as Slack would: %s', async (name, code) => {
  const { web } = await open();

  expect(await codeOf(web.conversations.create({ name, is_private: true }))).toBe(code);
});

it('keeps a name taken after the channel is archived', async () => {
  const { web } = await open();
  const channel = await privateChannel(web, 'inc-7');
  await web.conversations.archive({ channel });

  expect(await codeOf(web.conversations.create({ name: 'inc-7', is_private: true }))).toBe('name_taken');
  expect(await codeOf(web.chat.postMessage({ channel, text: 'x' }))).toBe('is_archived');
  expect(await codeOf(web.conversations.archive({ channel }))).toBe('already_archived');
  expect(await codeOf(web.conversations.unarchive({ channel }))).toBe('ok');
  expect(await codeOf(web.chat.postMessage({ channel, text: 'x' }))).toBe('ok');
});

it('bounds topic and purpose at 250 characters', async () => {
  const { web } = await open();
  const channel = await privateChannel(web);

  expect(await codeOf(web.conversations.setTopic({ channel, topic: 't'.repeat(250) }))).toBe('ok');
  expect(await codeOf(web.conversations.setTopic({ channel, topic: 't'.repeat(251) }))).toBe('too_long');
  expect(await codeOf(web.conversations.setPurpose({ channel, purpose: 'p'.repeat(251) }))).toBe('too_long');
});

it('hides private channels from an app that is not inside', async () => {
  const { slack, web } = await open({
    seed: {
      people: [{ name: 'responder-1' }],
      channels: [{ name: 'secret', isPrivate: true, members: ['responder-1'] }],
    },
  });
  const { id } = slack.channel('secret');

  expect(await codeOf(web.conversations.info({ channel: id }))).toBe('channel_not_found');
  expect(await codeOf(web.chat.postMessage({ channel: id, text: 'x' }))).toBe('channel_not_found');
  const { channels } = await web.conversations.list({ types: 'public_channel,private_channel' });
  expect(channels?.map(({ name }) => name)).not.toContain('secret');
});

it('lets an app post into a public channel it is not in only with the scope for that', async () => {
  const scopes = FULL_MANIFEST.oauth_config?.scopes?.bot?.filter((scope) => scope !== 'chat:write.public') ?? [];
  const strict = await open({ manifest: { ...FULL_MANIFEST, oauth_config: { scopes: { bot: scopes } } } });
  const { slack, web } = await open();

  const strictId = strict.slack.channel('incidents').id;
  expect(await codeOf(strict.web.chat.postMessage({ channel: strictId, text: 'x' }))).toBe('not_in_channel');
  expect(await codeOf(web.chat.postMessage({ channel: slack.channel('incidents').id, text: 'x' }))).toBe('ok');
});

it('invites all or none, a hundred at most', async () => {
  const { slack, web } = await open();
  const channel = await privateChannel(web);
  const [one, two, three] = ['responder-1', 'responder-2', 'responder-3'].map((name) => slack.as(name).person.id);
  slack.policy.uninvitable.add(three ?? '');
  const many = Array.from({ length: 101 }, (_, number) => slack.addPerson({ name: `guest-${number}` }).person.id);

  expect(await codeOf(web.conversations.invite({ channel, users: `${one},${three}` }))).toBe('cant_invite');
  expect([...slack.channel(channel).members]).not.toContain(one);
  await web.conversations.invite({ channel, users: `${one},${three}`, force: true });
  expect([...slack.channel(channel).members]).toContain(one);
  expect(await codeOf(web.conversations.invite({ channel, users: String(one) }))).toBe('already_in_channel');
  expect(await codeOf(web.conversations.invite({ channel, users: `${two},U0NOBODY` }))).toBe('user_not_found');
  expect(await codeOf(web.conversations.invite({ channel, users: many.join(',') }))).toBe('invalid_arguments');
  expect(await codeOf(web.conversations.invite({ channel, users: many.slice(1).join(',') }))).toBe('ok');
  expect(await codeOf(web.conversations.kick({ channel, user: String(one) }))).toBe('ok');
  expect(await codeOf(web.conversations.kick({ channel, user: String(one) }))).toBe('not_in_channel');
});

it('bounds text and metadata, and gives metadata back to who asks for it', async () => {
  const { slack, web } = await open({ rates: false });
  const channel = await privateChannel(web);
  const metadata = { event_type: 'cordon_delivery', event_payload: { delivery: 'd1' } };

  expect(await codeOf(web.chat.postMessage({ channel, text: 'x'.repeat(40_000) }))).toBe('ok');
  expect(await codeOf(web.chat.postMessage({ channel, text: 'x'.repeat(40_001) }))).toBe('msg_too_long');
  expect(await codeOf(web.chat.postMessage({ channel, text: '' }))).toBe('no_text');
  const big = { event_type: 'big', event_payload: { text: 'x'.repeat(8000) } };
  expect(await codeOf(web.chat.postMessage({ channel, text: 'x', metadata: big }))).toBe('metadata_too_large');
  const { ts } = await web.chat.postMessage({ channel, text: 'told', metadata });
  const asked = await web.conversations.history({ channel, include_all_metadata: true, limit: 1 });
  const unasked = await web.conversations.history({ channel, limit: 1 });
  expect(asked.messages?.[0]).toMatchObject({ ts, metadata });
  expect(unasked.messages?.[0]).not.toHaveProperty('metadata');
  expect(slack.journal.of('chat.postMessage', 'ok')).toHaveLength(2);
});

it('edits and deletes only what the app itself wrote', async () => {
  const { slack, web } = await open();
  const channel = await privateChannel(web);
  const { id } = slack.as('responder-1').person;
  await web.conversations.invite({ channel, users: id });
  const theirs = slack.as('responder-1').say(channel, 'mine');

  expect(await codeOf(web.chat.update({ channel, ts: theirs.ts, text: 'x' }))).toBe('cant_update_message');
  expect(await codeOf(web.chat.delete({ channel, ts: theirs.ts }))).toBe('cant_delete_message');
  expect(await codeOf(web.chat.update({ channel, ts: '1.000001', text: 'x' }))).toBe('message_not_found');
});

it('accepts a trigger once and for three seconds', async () => {
  const { slack, web } = await open();
  const view = {
    type: 'modal' as const,
    title: { type: 'plain_text' as const, text: 'T' },
    blocks: [{ type: 'divider' }],
  };
  const [first, late] = [slack.trigger('responder-1'), slack.trigger('responder-1')];

  expect(await codeOf(web.views.open({ trigger_id: first, view }))).toBe('ok');
  expect(await codeOf(web.views.open({ trigger_id: first, view }))).toBe('exchanged_trigger_id');
  slack.clock.skip(3001);
  expect(await codeOf(web.views.open({ trigger_id: late, view }))).toBe('expired_trigger_id');
  expect(await codeOf(web.views.open({ trigger_id: '1.2.3', view }))).toBe('invalid_trigger_id');
});

it('sees that a view changed meanwhile by its hash', async () => {
  const { slack, web } = await open();
  const view = { type: 'home' as const, blocks: [{ type: 'divider' }] };
  const user_id = slack.as('responder-1').person.id;

  const first = await web.views.publish({ user_id, view });
  const hash = first.view?.hash ?? '';
  await web.views.publish({ user_id, view, hash });

  expect(await codeOf(web.views.publish({ user_id, view, hash }))).toBe('hash_conflict');
});

it('holds each method to its tier and says when to come back', async () => {
  const { web } = await open({ speed: 60 });
  const results: string[] = [];
  for (let number = 0; number < 21; number += 1) {
    results.push(await codeOf(web.conversations.create({ name: `inc-${number}`, is_private: true })));
  }

  expect(results.slice(0, 20).every((code) => code === 'ok')).toBe(true);
  expect(results[20]).toContain('rate-limit');
});

it('lets one message a second into a channel after a short burst', async () => {
  const { slack, web } = await open();
  const [one, two] = [await privateChannel(web, 'inc-1'), await privateChannel(web, 'inc-2')];
  const post = (channel: string): Promise<string> => codeOf(web.chat.postMessage({ channel, text: 'x' }));

  const burst = [await post(one), await post(one), await post(one), await post(one), await post(one)];

  expect(burst.filter((code) => code === 'ok').length).toBe(4);
  expect(await post(two)).toBe('ok');
  slack.clock.skip(1000);
  expect(await post(one)).toBe('ok');
});

it('serves files to the bot token and a sign-in page to anybody else', async () => {
  const { slack, web } = await open();
  const channel = await privateChannel(web);
  await web.filesUploadV2({ channel_id: channel, filename: 'pm.md', content: '# Post-mortem', title: 'Post-mortem' });
  const file = [...slack.world.files.values()][0];
  const { file: shown } = await web.files.info({ file: file?.id ?? '' });

  const withToken = await fetch(shown?.url_private ?? '', {
    headers: { authorization: `Bearer ${slack.app.botToken}` },
  });
  const without = await fetch(shown?.url_private ?? '');

  expect(await withToken.text()).toBe('# Post-mortem');
  expect(await without.text()).toContain('Sign in');
  expect(slack.messages(channel).at(-1)).toMatchObject({ files: [{ name: 'pm.md', title: 'Post-mortem' }] });
});
