/** A user group of more than a hundred that stands for a roster. */

import { expect, it } from 'vitest';
import { startSlackHouse } from '../../support/slack-house.ts';
import { until } from '../../support/until.ts';

const CROWD = Array.from({ length: 150 }, (_, index) => `analyst-${index + 1}`);
/** Known from earlier incidents: asking Slack for each of all takes minutes by its rates. */
const KNOWN = CROWD.slice(0, 125);

it('is brought in whole, in batches that Slack takes, and the summary is there before them', async () => {
  const house = await startSlackHouse({
    settings: { userGroups: { 'cloud-security': 'cloud-sec' } },
    slack: {
      rates: false,
      seed: {
        people: [
          ...[1, 2, 3, 4, 5, 6].map((number) => ({ name: `responder-${number}` })),
          ...CROWD.map((name) => ({ name })),
        ],
        groups: [{ handle: 'cloud-sec', users: CROWD }],
        channels: [{ name: 'general' }, { name: 'incidents' }],
      },
    },
  });
  const { slack, test } = house;
  const accounts = CROWD.map((name) => slack.as(name).person.id);
  for (const name of KNOWN) {
    const account = slack.as(name).person.id;
    await test.house.store.db.execute(`insert into people (id, name) values ('${name}', '${name}')`);
    await test.house.store.db.execute(
      `insert into surface_accounts (platform, account, person_id, name) values ('slack', '${account}', '${name}', '${name}')`,
    );
  }

  await slack.as('responder-1').slash('new sev3 Everybody is needed', { channel: 'general' });
  const opened = () => [...slack.world.channels.values()].find(({ name }) => name.startsWith('inc-1-'));
  await until(() => accounts.every((account) => opened()?.members.has(account)), 150_000);

  // The double refuses more than a hundred at once.
  const { entries } = slack.journal;
  const invitations = entries.filter(({ method, outcome }) => method === 'conversations.invite' && outcome === 'ok');
  const crowds = invitations.filter(({ args }) => accounts.some((account) => String(args.users).includes(account)));
  const summary = entries.findIndex(
    ({ method, args, outcome }) =>
      method === 'chat.postMessage' &&
      outcome === 'ok' &&
      args.channel === opened()?.id &&
      JSON.stringify(args).includes('Everybody is needed'),
  );
  expect(crowds.length).toBeGreaterThan(1);
  expect(summary).toBeGreaterThan(0);
  expect(summary).toBeLessThan(entries.indexOf(crowds[0] as (typeof entries)[number]));
  expect((await test.incident(1)).members).toHaveLength(CROWD.length + 3);
  await house[Symbol.asyncDispose]();
}, 200_000);
