import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alikeToFinding } from '../../../src/house/alike.ts';
import { findingRows } from '../../../src/house/findings.ts';
import { refreshInsights } from '../../../src/house/insights.ts';
import { readEvents } from '../../../src/store/log.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';
import { until } from '../../support/until.ts';

const declare = async (test: TestHouse, text: string, as: string): Promise<number> => {
  const answer = await test.call('POST', '/api/v1/commands', { text, as });
  return ((await answer.json()) as { number: number }).number;
};

describe('similar incidents', () => {
  let test: TestHouse;
  let first = 0;
  let second = 0;

  beforeAll(async () => {
    test = await startHouse();
    first = await declare(test, 'new sev2 Access key of build-bot used from abroad', 'outsider-1');
    await test.say('outsider-1', first, 'scope add role web-prod because the key assumed it');
    second = await declare(test, 'new sev2 Console sign-in nobody knows', 'outsider-2');
    await test.say('outsider-2', second, 'scope add role web-prod because it signed in');
    await until(async () => (await test.incident(second)).similar?.[0]?.number === first);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('are found by what both name and recorded with reasons that give nothing away', async () => {
    const { id, similar } = await test.incident(second);
    const events = await readEvents(test.house.store.db, id);
    const recorded = JSON.stringify(events.filter(({ type }) => type === 'SimilarFound'));

    expect(similar).toMatchObject([
      { number: first, reasons: [{ kind: 'entities', count: 1, of: ['role'] }, { kind: 'type' }] },
    ]);
    expect(recorded).not.toMatch(/build-bot|abroad|web-prod|outsider-1/);
  });

  it('are found by their words', async () => {
    const third = await declare(test, 'new sev3 Build-bot access key used abroad', 'outsider-2');
    await until(async () => (await test.incident(third)).similar?.some(({ number }) => number === first) ?? false);

    const reasons = (await test.incident(third)).similar?.find(({ number }) => number === first)?.reasons;

    expect(reasons?.map(({ kind }) => kind)).toContain('words');
  });

  it('show a reader no more than they may open', async () => {
    const page = async (as: string) => {
      const signed = await fetch(`${test.url}/sign-in?back=/`);
      const csrf = /name="_csrf" value="([^"]*)"/.exec(await signed.text())?.[1] ?? '';
      const entered = await fetch(`${test.url}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          cookie: signed.headers.get('set-cookie') ?? '',
        },
        body: new URLSearchParams({ _csrf: csrf, person: as }),
      });
      const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
      return (await fetch(`${test.url}/incidents/${second}?tab=facts`, { headers: { cookie } })).text();
    };
    const text = await page('outsider-2');

    expect(text).toContain(`#${first} `);
    expect(text).toContain('Similar incidents');
    expect(text).not.toMatch(/build-bot|abroad/i);
  });

  it('of a waiting finding are told to members alone, and none is found where nothing is shared', async () => {
    const { store } = test.house;
    await refreshInsights(store);
    const asked = (id: string) => ({
      title: 'Role misused',
      drill: '',
      entities: [{ kind: 'role' as const, id }],
      techniques: [],
    });

    expect((await alikeToFinding(store, asked('web-prod'))).map(({ number }) => number)).toContain(first);
    expect(await alikeToFinding(store, asked("o'brien\\s role"))).toEqual([]);
    expect(await findingRows(store, { id: 'nobody', name: 'nobody' })).toEqual([]);
  });

  it('stand in the post-mortem, by number and codename', async () => {
    for (const text of ['take commander', 'close Known and stopped']) await test.say('outsider-2', second, text);
    await until(async () => (await test.incident(second)).status === 'closed');
    await until(async () => (await test.call('GET', `/api/v1/incidents/${second}/postmortem`)).ok);

    const document = await (await test.call('GET', `/api/v1/incidents/${second}/postmortem?format=md`)).text();

    expect(document).toMatch(new RegExp(`## Similar incidents[\\s\\S]*#${first}`));
    expect(document).not.toMatch(/build-bot|abroad/i);
  });
});
