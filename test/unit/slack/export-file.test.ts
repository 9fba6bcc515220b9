import { describe, expect, it } from 'vitest';
import { type ExportFiles, readSlackExport } from '../../../src/slack/export-file.ts';

const USERS = [
  { id: 'U1', name: 'resp1', profile: { real_name: 'Responder 1', email: 'responder-1@example.com' } },
  { id: 'U2', name: 'resp2', profile: {} },
];
const message = (ts: string, rest: object = {}) => ({ type: 'message', user: 'U1', text: 'Looking', ts, ...rest });
const files = (days: Readonly<Record<string, unknown>>): ExportFiles =>
  new Map(
    Object.entries({ 'users.json': USERS, 'groups.json': [{ id: 'C9', name: 'inc-42' }], ...days }).map(
      ([path, list]) => [path, JSON.stringify(list)],
    ),
  );
const read = (days: Readonly<Record<string, unknown>>, channel?: string) => readSlackExport(files(days), channel);

describe('a Slack export', () => {
  it('comes in by time over its days, each message with its own author and time', () => {
    const { history } = read({
      'inc-42/2026-03-02.json': [message('1772409660.000200', { user: 'U2', text: 'Isolated' })],
      'inc-42/2026-03-01.json': [
        message('1772373600.000100'),
        message('1772373661.500000', { user: 'U7', user_profile: { real_name: 'Guest' } }),
      ],
    });

    expect(history?.messages.map(({ sentAt, author, text }) => [sentAt, author, text])).toEqual([
      ['2026-03-01T14:00:00.000Z', { id: 'responder-1@example.com', name: 'Responder 1' }, 'Looking'],
      ['2026-03-01T14:01:01.500Z', { id: 'U7', name: 'Guest' }, 'Looking'],
      ['2026-03-02T00:01:00.000Z', { id: 'U2', name: 'resp2' }, 'Isolated'],
    ]);
    expect(history?.messages[0]).toMatchObject({
      platform: 'slack',
      conversation: 'C9',
      messageId: '1772373600.000100',
    });
  });

  it('leaves out notices of Slack and counts them; keeps bots and files', () => {
    const { history } = read({
      'inc-42/2026-03-01.json': [
        message('1772373600.000100', { subtype: 'channel_join', text: '<@U1> has joined the channel' }),
        message('1772373601.000100', { subtype: 'bot_message', user: undefined, username: 'pager', text: 'Paged' }),
        message('1772373602.000100', { text: '', files: [{ name: 'trail.json' }] }),
      ],
    });

    expect(history?.skipped).toBe(1);
    expect(history?.messages.map(({ author, text }) => [author.name, text])).toEqual([
      ['pager', 'Paged'],
      ['Responder 1', '[file: trail.json]'],
    ]);
  });

  it('turns mentions, links and escapes into plain words', () => {
    const text =
      '<@U1> see <https://example.com/a?b=1&amp;c=2|the log>, <#C9|inc-42> <!here> &lt;b&gt; <https://example.com>';
    const { history } = read({ 'inc-42/2026-03-01.json': [message('1772373600.000100', { text })] });

    expect(history?.messages[0]?.text).toBe(
      '@Responder 1 see the log (https://example.com/a?b=1&c=2), #inc-42 @here <b> https://example.com',
    );
  });

  it('asks which channel when there are several, and names them', () => {
    const days = {
      'inc-42/2026-03-01.json': [message('1772373600.000100')],
      'general/2026-03-01.json': [message('1772373600.000100')],
    };

    expect(read(days).faults).toMatchObject([{ what: 'it holds 2 channels', fix: 'Name one: inc-42, general.' }]);
    expect(read(days, 'inc-7').faults).toMatchObject([{ what: 'it holds no channel inc-7' }]);
    expect(read(days, '#inc-42').history?.messages).toHaveLength(1);
  });

  it('takes the files of one channel by themselves', () => {
    const { history } = readSlackExport(
      new Map([['2026-03-01.json', JSON.stringify([message('1772373600.000100')])]]),
      undefined,
    );

    expect(history?.messages[0]?.author).toEqual({ id: 'U1', name: 'U1' });
  });

  it('names every fault with file and entry, and brings in nothing', () => {
    const faulty = new Map([
      ...files({
        'inc-42/2026-03-01.json': [message('1772373600.000100'), { type: 'message', text: 'no time' }, message('noon')],
      }),
      ['inc-42/2026-03-02.json', '{"not": "a list"}'],
      ['inc-42/2026-03-03.json', '[{'],
    ]);

    const { faults, history } = readSlackExport(faulty, undefined);

    expect(history).toBeUndefined();
    expect(faults?.map(({ at }) => at)).toEqual([
      'inc-42/2026-03-01.json, entry 2',
      'inc-42/2026-03-01.json, entry 3',
      'inc-42/2026-03-02.json',
      'inc-42/2026-03-03.json',
    ]);
  });
});
