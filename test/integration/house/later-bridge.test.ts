/** A platform that becomes a side later: it begins with since when, and is told nothing of what was said before. */

import { describe, expect, it } from 'vitest';
import { findIncident } from '../../../src/store/views.ts';
import { type BridgeSide, SIDES } from '../../support/bridge-sides.ts';
import { visitRoom } from '../../support/room-visitor.ts';
import { until } from '../../support/until.ts';

describe.each(SIDES)('$name bridged later', ({ id: platform, open }) => {
  it('says first since when it is a side and where the rest is read, then shows the summary and what is said from then on', async () => {
    await using house = await open();
    const { test } = house;
    const incident = () => test.incident(1);
    house.outage(true);
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A stolen key', as: 'responder-1' });
    await until(async () => (await findIncident(test.house.store.db, 1)) !== undefined);
    await test.say('responder-1', 1, 'take commander');
    await test.say('responder-1', 1, `unbridge ${platform} because we begin in the Room`);
    const room = await visitRoom(test.url, 'responder-1');
    await room.say(1, 'Said before it was a side');
    house.outage(false);

    await test.say('responder-1', 1, `bridge ${platform}`);
    const side = await house.conversationOf(`inc-1-${(await incident()).codename}`, 'responder-2');
    await until(() => shows(side, 'A stolen key'));
    await room.say(1, 'Said since it is one');
    await until(() => shows(side, 'Said since it is one'));

    const first = side
      .messages()
      .findIndex(({ text }) => /Carried here since \d{4}-\d\d-\d\d \d\d:\d\d UTC/.test(text));
    const summary = side.messages().findIndex(({ text }) => text.includes('A stolen key'));
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThan(summary);
    expect(side.everything()).toContain(`${test.url}/incidents/1`);
    expect(shows(side, 'Said before it was a side')).toBe(false);
    expect(side.messages().filter(({ text }) => text.includes('Carried here since'))).toHaveLength(1);
  });
});

function shows(side: BridgeSide, text: string): boolean {
  return side.messages().some((message) => message.text.includes(text));
}
