/** The runner in a whole house on the simulated cloud: a drifted plan, evidence first, and what is still contained. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSimulatedClient } from '../../../src/containment/simulated/client.ts';
import type { Action, Incident } from '../../../src/incident/incident.ts';
import { startHouse, type TestHouse } from '../../support/start-house.ts';
import { until } from '../../support/until.ts';

const ACCOUNT = '111122223333';
const HOST = 'i-0abc1234def567890';

describe('an approved action', () => {
  let test: TestHouse;
  beforeAll(async () => {
    test = await startHouse();
    await fetch(`${test.house.simulatedUrl}/seed/stolen-role-session`, { method: 'POST' });
    await test.call('POST', '/alerts/cloudevents', {
      ...{ specversion: '1.0', id: 'ce-1', source: '/detector', type: 'com.example.detection' },
      ...{ subject: `instance/${HOST}`, data: { title: 'It talks to a stranger', severity: 'critical' } },
    });
    await until(async () => ((await test.incident(1)).members ?? []).length === 3);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const say = (as: string, text: string) => test.say(as, 1, text);
  const isolation = async (): Promise<Action | undefined> =>
    ((await test.incident(1)) as Incident).actions.find(
      ({ action, target }) => action === 'isolate-instance' && target.account === ACCOUNT,
    );
  const state = async (wanted: Action['state']) => until(async () => (await isolation())?.state === wanted, 60_000);

  it('is asked for again when the world has drifted, and runs once people approve what it is now', {
    timeout: 180_000,
  }, async () => {
    await say('responder-1', 'take commander');
    await say('responder-1', 'assign account-owner @responder-2');
    await say('responder-1', `scope add instance ${HOST} ${ACCOUNT} because it talks to a stranger`);
    await say('responder-1', `contain isolate-instance ${HOST} because it talks to a stranger`);
    await state('requested');
    const before = await isolation();
    const calling = { NetworkInterfaceId: 'eni-web-2', Groups: ['sg-web'] };
    await createSimulatedClient(test.house.simulatedUrl).call('ModifyNetworkInterfaceAttribute', calling);

    await say('responder-2', `approve ${before?.actionId} ${before?.plan?.hash}`);
    await until(async () => (await isolation())?.planVersion === 2, 60_000);

    expect(await isolation()).toMatchObject({ state: 'requested', approvals: [] });
    const stale = await say('responder-2', `approve ${before?.actionId} ${before?.plan?.hash}`);
    expect(stale).toMatchObject({ status: 409, body: { code: 'plan_changed' } });

    await say('responder-2', `approve ${before?.actionId} ${(await isolation())?.plan?.hash}`);
    await state('contained');
    const steps = (await isolation())?.steps ?? [];
    expect(steps.findIndex(({ stage }) => stage === 'preserve')).toBeLessThan(
      steps.findIndex(({ stage }) => stage === 'execute'),
    );
  });

  it('stands between the incident and its end until it is released or accepted by name', async () => {
    expect(await say('responder-1', 'close It is over')).toMatchObject({
      status: 409,
      body: { code: 'still_contained', reason: expect.stringContaining('Isolate instance') },
    });

    await say('responder-1', `accept ${(await isolation())?.actionId} because the host is rebuilt next week`);
    expect(await say('responder-1', 'close It is over')).toMatchObject({ status: 200 });

    await until(async () => (await test.incident(1)).postmortem !== undefined);
    const document = await test.call('GET', '/api/v1/incidents/1/postmortem?format=md');
    expect(await document.text()).toContain('the host is rebuilt next week');
  });
});
