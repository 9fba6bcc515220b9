import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInsights, refreshInsights } from '../../../src/house/insights.ts';
import { Selection, selectedOf } from '../../../src/insight/selection.ts';
import { countStale } from '../../../src/store/insights.ts';
import { rebuildViews } from '../../../src/store/rebuild.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';

const now = () => selectedOf(Selection.parse({}), new Date());

describe('figures of a house', () => {
  let test: TestHouse;
  let number = 0;

  beforeAll(async () => {
    test = await startHouse();
    const answer = await test.call('POST', '/api/v1/commands', {
      text: 'new sev2 Jewels of the crown',
      as: 'responder-1',
    });
    number = ((await answer.json()) as { number: number }).number;
    await test.say('responder-1', number, 'take commander');
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('follow every log, and are the same after the views were rebuilt', async () => {
    const { store } = test.house;
    await refreshInsights(store);
    const before = await createInsights(store).figures(now(), new Date());
    await test.say('responder-1', number, 'followup Rotate the key');
    const grown = await createInsights(store).figures(now(), new Date());
    await rebuildViews(store.db);
    const rebuilt = await createInsights(store).figures(now(), new Date());

    expect(before.intervals['detected → commanded']).toMatchObject({ n: 1, missing: 0 });
    expect([before.followUps.open, grown.followUps.open]).toEqual([0, 1]);
    expect(rebuilt).toEqual(grown);
    // Reactions may still be writing: a look at what has grown since leaves nothing behind.
    await expect.poll(() => refreshInsights(store).then(() => countStale(store.db))).toBe(0);
  });

  it('are the same by API as JSON and CSV, for whoever may read', async () => {
    const json = (await (await test.call('GET', '/api/v1/metrics')).json()) as { incidents: number };
    const csv = await test.call('GET', '/api/v1/metrics?format=csv&severity=2');
    const faulty = await test.call('GET', '/api/v1/metrics?from=March');
    const stranger = await fetch(`${test.url}/api/v1/metrics`);
    const openapi = (await (await test.call('GET', '/api/openapi.json')).json()) as { paths: object };

    expect(json.incidents).toBe(1);
    expect(csv.headers.get('content-type')).toMatch('text/csv');
    expect(await csv.text()).toContain('severity,SEV-2,incidents,,,,,,1');
    expect([faulty.status, stranger.status]).toEqual([400, 401]);
    expect(openapi.paths).toHaveProperty('/api/v1/metrics');
  });

  it('are scraped without a name, title or number of a restricted incident', async () => {
    const text = await (await fetch(`${test.url}/metrics`)).text();
    const { codename } = await test.incident(number);

    expect(text).toContain('cordon_incidents{mode="live",severity="2"} 1');
    expect(text).toContain('cordon_interval_incidents{mode="live",from="detected",to="commanded",state="ok"} 1');
    expect(text).not.toContain(codename);
    expect(text).not.toContain('Jewels');
  });
});
