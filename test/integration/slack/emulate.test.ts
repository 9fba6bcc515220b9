/**
 * The carrying half of the adapter against `emulate`, a fake Slack that is not ours: what ours might be too kind about
 * shows here. It has no Socket Mode, interactivity, user groups, rates or checks of blocks. https://www.npmjs.com/package/emulate
 */

import { createServer } from 'node:net';
import { createEmulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../../src/base/log.ts';
import type { ConversationSpec } from '../../../src/chat/platform.ts';
import type { Person } from '../../../src/incident/actor.ts';
import { type Calls, createCalls } from '../../../src/slack/calls.ts';
import { createFiles } from '../../../src/slack/files.ts';
import { createMembers } from '../../../src/slack/members.ts';
import { createMessages } from '../../../src/slack/messages.ts';
import { createPeople } from '../../../src/slack/people.ts';
import { createRooms } from '../../../src/slack/rooms.ts';
import { createSelf } from '../../../src/slack/self.ts';

const TOKEN = 'xoxb-emulated-bot';
const RESPONDERS = ['responder-1', 'responder-2', 'responder-3'];
const SPEC: ConversationSpec = {
  incidentId: 'incident-42',
  number: 42,
  name: 'inc-42-sapphire-heron',
  topic: 'SEV-1 · Containment · commander responder-1',
  purpose: 'Incident #42',
  restricted: true,
  severity: 1,
  roster: 'cloud-security',
};

describe('against emulate', () => {
  let emulator: { readonly url: string; close(): Promise<void> };
  let calls: Calls;
  let channel: string;
  const accounts = new Map<string, Person>();
  const alarmed: string[] = [];

  beforeAll(async () => {
    const users = ['cordon', ...RESPONDERS].map((name) => ({ name, real_name: name, email: `${name}@example.com` }));
    const slack = {
      team: { name: 'Emulated', domain: 'emulated' },
      users,
      channels: [{ name: 'general', topic: '' }],
      tokens: [{ token: TOKEN, user: 'cordon', scopes: ['chat:write'] }],
    };
    emulator = await createEmulator({ service: 'slack', port: await freePort(), seed: { slack } });
    calls = createCalls({ apiUrl: `${emulator.url}/api/`, botToken: TOKEN, log: createLog('silent') });
  });
  afterAll(async () => {
    calls[Symbol.dispose]();
    await emulator.close();
  });

  const rooms = () =>
    createRooms({
      calls,
      self: createSelf(calls),
      baseUrl: () => 'https://cordon.example.com',
      channelName: '{name}',
      links: [{ label: 'Call', url: 'https://meet.example.com/incidents' }],
    });
  const people = () =>
    createPeople({
      calls,
      byEmail: Object.fromEntries(RESPONDERS.map((name) => [`${name}@example.com`, name])),
      accounts: {
        personOf: async (account) => accounts.get(account),
        peopleOf: async () => accounts,
        accountOf: async (id) => [...accounts].find(([, person]) => person.id === id)?.[0],
        accountsOf: async () => new Map([...accounts].map(([account, { id }]) => [id, account])),
        know: async (account, person) => {
          accounts.set(account, person);
          return person;
        },
      },
    });
  const ask = async (method: string, args: object): Promise<Record<string, unknown>> => ({
    ...(await calls.client.apiCall(method, { ...args })),
  });

  it('makes the private channel with topic and purpose, and adopts it when the answer was lost', async () => {
    const opened = await rooms().open(SPEC, () => SPEC.severity);
    const again = await rooms().open(SPEC, () => SPEC.severity);

    channel = opened.conversation;
    expect(opened.name).toBe('inc-42-sapphire-heron');
    expect(again.conversation).toBe(channel);
    const { channel: shown } = await ask('conversations.info', { channel });
    expect(shown).toMatchObject({ is_private: true });
    expect(JSON.stringify(shown)).toContain('https://cordon.example.com/incidents/42');
  });

  it('keeps bookmarks, once each', async () => {
    const links = [{ label: 'Room', url: 'https://cordon.example.com/incidents/42' }];
    await rooms().setLinks(channel, links);
    await rooms().setLinks(channel, [{ label: 'Room', url: 'https://cordon.example.com/incidents/42#talk' }]);

    const { bookmarks } = await ask('bookmarks.list', { channel_id: channel });
    expect((bookmarks as { title: string; link: string }[]).map(({ title, link }) => [title, link])).toEqual([
      ['Room', 'https://cordon.example.com/incidents/42#talk'],
      ['Call', 'https://meet.example.com/incidents'],
    ]);
  });

  it('brings the roster in by e-mail address, and takes out who is no member any more', async () => {
    const fates: unknown[] = [];
    const members = createMembers({
      calls,
      self: createSelf(calls),
      people: people(),
      strangers: async (_, found) => void alarmed.push(...found.map(({ id }) => id)),
      found: async (_incident, _channel, fate) => void fates.push(fate),
    });
    const place = { incidentId: SPEC.incidentId, conversation: channel };
    const persons = RESPONDERS.map((id) => ({ id, name: id }));

    const wanted = await members.sync(place, persons, []);
    await members.sync(place, persons.slice(0, 2), wanted);

    const { members: inside } = await ask('conversations.members', { channel });
    const ids = (inside as string[]).map((account) => accounts.get(account)?.id);
    expect(ids).toEqual(expect.arrayContaining(['responder-1', 'responder-2']));
    expect(ids).not.toContain('responder-3');
    expect(alarmed).toEqual([]);
    expect(fates).toEqual([]);
  });

  it('posts a card once, finds it again by its delivery and shows what is true by then, pins and edits it in place', async () => {
    const messages = createMessages(calls);
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'SEV-1' } }] as const;
    const post = { channel, delivery: 'd1', blocks, preview: 'SEV-1 · #42', priority: 'normal' } as const;

    const first = await messages.post(post);
    const again = await messages.post({ ...post, preview: 'SEV-3 · #42', begunAt: new Date() });
    const { messages: found } = await ask('conversations.history', { channel });
    await messages.pin(channel, first.ts);
    await messages.pin(channel, first.ts);
    const edited = await messages.edit({ ...post, ts: first.ts, preview: 'SEV-2 · #42' });

    expect(again.ts).toBe(first.ts);
    expect((found as { text: string }[]).filter(({ text }) => text.includes('· #42'))).toMatchObject([
      { text: 'SEV-3 · #42' },
    ]);
    expect(edited).toBe(true);
    expect(await messages.edit({ ...post, ts: '1.000001' })).toBe(false);
    const { messages: all } = await ask('conversations.history', { channel });
    expect((all as { text: string }[]).filter(({ text }) => text === 'SEV-2 · #42')).toHaveLength(1);
  });

  it('shares the post-mortem as a file, once', async () => {
    const files = createFiles(calls, TOKEN);
    const file = { name: 'postmortem-42.md', title: 'Post-mortem', mediaType: 'text/markdown', text: '# Post-mortem' };

    await files.share(channel, file, undefined);
    await files.share(channel, file, new Date(Date.now() - 1000));

    const { messages: all } = await ask('conversations.history', { channel });
    expect((all as { files?: unknown[] }[]).filter(({ files: shared }) => shared?.length)).toHaveLength(1);
  });

  it('archives and opens again, and twice does no harm', async () => {
    for (const archived of [true, true, false, false]) await rooms().setArchived(channel, archived);

    const { channel: shown } = await ask('conversations.info', { channel });
    expect(shown).toMatchObject({ is_archived: false });
  });
});

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? done(address.port) : failed(new Error('no port'))));
    });
  });
}
