/** Channels of open incidents over several teams, and in a storm. */

import { afterEach, describe, expect, it } from 'vitest';
import { findIncident } from '../../../src/store/views.ts';
import type { Conversation, Team } from '../../doubles/teams/world.ts';
import { asker } from '../../support/chat-house.ts';
import { startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

describe('open incidents in Teams', () => {
  let house: TeamsHouse;
  afterEach(async () => house[Symbol.asyncDispose]());

  const declare = async (severity: number): Promise<void> => {
    const fields = { title: 'One of many', severity: `${severity}`, visibility: 'open' };
    const said = { command: 'new', fields };
    expect(await house.test.house.converse.say(asker('responder-1'), undefined, said)).toMatchObject({ kind: 'done' });
  };
  const incidentsIn = ({ channels }: Team) => channels.filter(({ name }) => name.startsWith('inc-'));
  const log = async (number: number) =>
    JSON.stringify(await (await house.test.call('GET', `/api/v1/incidents/${number}/events`)).json());
  const isTold = ({ messages }: Conversation) => messages.length > 0;

  it('go to the next team when one is full, by our measure or by Graph’s own, and to the Room alone when all are', async () => {
    house = await startTeamsHouse({ moreTeams: ['Second', 'Third'], settings: { channelsPerTeam: 3 } });
    const [first, second, third] = house.teams.world.teams as [Team, Team, Team];
    const fill = async (team: Team, count: number): Promise<void> => {
      while (incidentsIn(team).length < count) {
        const before = incidentsIn(team).length;
        await declare(3);
        await until(() => incidentsIn(team).length > before, 60_000);
      }
    };

    await fill(first, 2);
    await fill(second, 1);
    // Channels deleted within thirty days are not listed, and count.
    house.teams.policy.channelsPerTeam = 2;
    await fill(third, 1);

    expect([first, second, third].map((team) => incidentsIn(team).length)).toEqual([2, 1, 1]);
    const there = house.teams.world.teams.flatMap(incidentsIn);
    await until(() => there.every(isTold), 60_000);
    await declare(3);
    await until(async () => /exceeded the Max allowed channels|No team has room/.test(await log(5)), 60_000);
    expect((await house.test.incident(5)).status).toBe('open');
  }, 150_000);

  it('take in everybody who can be added, though somebody cannot', async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
    const { teams, test } = house;
    for (const person of teams.world.people)
      if (!person.email.startsWith('responder-1')) teams.team.members.delete(person);
    teams.policy.barred.add('responder-2@example.com');
    const isIn = (name: string) => teams.team.members.has(teams.as(name).person);

    await declare(3);

    await until(() => isIn('responder-3'), 60_000);
    expect(isIn('responder-2')).toBe(false);
    // What was to be shown is shown all the same.
    await until(() => incidentsIn(teams.team).every(isTold), 60_000);
    teams.policy.barred.delete('responder-2@example.com');
    await teams.as('responder-4').tells('help');
    await until(() => teams.as('responder-4').direct().messages.length > 1);
    expect((await test.say('responder-1', 1, 'page @responder-4 because they know it')).status).toBe(200);
    await until(() => isIn('responder-2') && isIn('responder-4'), 60_000);
  }, 120_000);

  it('get their channels in a storm in the order of severity, never beyond the rate; all are in the Room at once', async () => {
    house = await startTeamsHouse();
    const { teams, test } = house;
    const severities = [4, 4, 4, 4, 4, 4, 4, 3, 4, 3, 2, 1];
    await Promise.all(severities.map(declare));
    expect((await findIncident(test.house.store.db, severities.length))?.status).toBe('open');

    const made = () =>
      teams.journal
        .filter(({ call, status }) => /^POST \/v1.0\/teams\/[^/]+\/channels$/.test(call) && status === 201)
        .map(({ body }) => (body as { displayName: string }).displayName);
    await until(() => made().length === severities.length, 120_000);

    expect(teams.journal.filter(({ status }) => status === 429)).toEqual([]);
    const numbers = made().map((name) => Number(/^inc-(\d+)/.exec(name)?.[1]));
    const order = await Promise.all(
      numbers.map(async (one) => (await findIncident(test.house.store.db, one))?.severity ?? 0),
    );
    // What came first goes out at once; from when the worst is there, what waits is made in the order of severity.
    const waited = order.slice(order.indexOf(1));
    expect(waited).toEqual(waited.toSorted());
    expect(waited.length).toBeGreaterThan(3);
  }, 180_000);
});
