/** Approvals in the activity feed. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyAt } from '../../../src/readiness/storyline.ts';
import { backlog } from '../../../src/store/deliveries.ts';
import { startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

const LEAD = 'responder-1';
const OWNER = 'responder-2';
const SCRIBE = 'responder-3';

describe('an approval that is wanted', () => {
  let house: TeamsHouse;
  beforeAll(async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  it('stands in the feed of each who may give it, once, though an answer was lost, and tells nothing restricted', async () => {
    const { teams, test } = house;
    const storyline = test.house.storylines.find(({ slug }) => slug === 'stolen-role-session');
    await fetch(`${test.house.simulatedUrl}/seed/${storyline?.seed}`, { method: 'POST' });
    for (const { source, body } of storyline?.alerts ?? [])
      await test.call('POST', `/alerts/${source}`, bodyAt(body, new Date(), 'notices'));
    await until(async () => (await test.incident(1)).number === 1);
    const planned = async () => (await test.incident(1)).actions.find(({ state }) => state === 'planned');
    await until(async () => (await planned()) !== undefined);
    await test.say(LEAD, 1, 'take commander');
    await test.say(OWNER, 1, 'take account-owner');
    await test.say(SCRIBE, 1, 'take scribe');
    const { actionId = '' } = (await planned()) ?? {};
    teams.faults.fail(/sendActivityNotification/, { as: 'cut', after: true });

    expect((await test.say(LEAD, 1, `request ${actionId}`)).status).toBe(200);

    await until(() => teams.world.notices.length >= 2);
    await until(async () => (await backlog(test.house.store.db)).open === 0);
    const { codename } = await test.incident(1);
    expect(teams.world.notices).toHaveLength(2);
    for (const approver of [OWNER, SCRIBE])
      expect(teams.world.notices).toContainEqual({
        to: teams.as(approver).person,
        activityType: 'approvalRequested',
        text: 'Incident #1: an approval is wanted',
        preview: expect.stringContaining(codename),
        webUrl: expect.stringContaining(encodeURIComponent('/incidents/1')),
        chainId: expect.any(Number),
      });
    expect(JSON.stringify(teams.world.notices.map(({ preview, webUrl }) => [preview, webUrl]))).not.toMatch(
      /web-prod|i-0abc|isolate|revoke|profile/i,
    );
  });
});
