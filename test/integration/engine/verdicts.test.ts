import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../src/alerts/routing.ts';
import { createDeclare } from '../../../src/engine/declare.ts';
import { createVerdicts } from '../../../src/engine/verdicts.ts';
import { DEFAULT_POLICY } from '../../../src/incident/policy.ts';
import { listFindings } from '../../../src/store/alerts.ts';
import { RESPONDER } from '../../support/facts.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';
import { until } from '../../support/until.ts';

describe('a finding that waits for a person', () => {
  let test: TestHouse;
  beforeEach(async () => {
    test = await startHouse();
  });
  afterEach(async () => {
    await test[Symbol.asyncDispose]();
  });

  it('becomes one incident when it is declared, however often it is said, and nothing when it is dismissed', async () => {
    const { store, engine } = test.house;
    const declare = createDeclare({ store, engine, policy: DEFAULT_POLICY, membersOf: () => [] });
    const verdicts = createVerdicts({ store, engine, declare, rules: DEFAULT_RULES });
    for (const id of ['one', 'two']) {
      const event = {
        specversion: '1.0',
        id,
        source: '/detector',
        type: 'com.example.odd',
        subject: `bucket/${id}`,
        data: { title: `Odd ${id}`, severity: 'low' },
      };
      await test.call('POST', '/alerts/cloudevents', event, { 'content-type': 'application/cloudevents+json' });
    }
    await until(
      async () => (await listFindings(store.db)).filter(({ disposition }) => disposition === 'triage').length === 2,
    );
    const [first, second] = await listFindings(store.db);

    const incident = await verdicts.declare(first?.id ?? '', RESPONDER);
    const again = await verdicts.declare(first?.id ?? '', RESPONDER);
    await verdicts.dismiss(second?.id ?? '', RESPONDER, 'a known test');

    expect(again.number).toBe(incident.number);
    expect((await engine.load(incident.id)).alerts).toHaveLength(1);
    expect((await listFindings(store.db)).map(({ disposition }) => disposition).sort()).toEqual(['ignored', 'linked']);
  });
});
