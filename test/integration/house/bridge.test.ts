/** An incident bridged between the Room and each platform: what is said on one side is read on the other, once. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/chain.ts';
import { findIncident } from '../../../src/store/views.ts';
import { type BridgedHouse, type BridgeSide, SIDES } from '../../support/bridge-sides.ts';
import { type RoomVisitor, visitRoom } from '../../support/room-visitor.ts';
import { until } from '../../support/until.ts';

describe.each(SIDES)('the Room bridged with $name', ({ id: platform, name, open }) => {
  let house: BridgedHouse;
  let there: BridgeSide;
  let here: RoomVisitor;

  const showing = (text: string) => there.messages().filter((message) => message.text.includes(text));
  const talk = () => here.page('/incidents/1');
  const countIn = (page: string, text: string): number => page.split(text).length - 1;
  const incident = () => house.test.incident(1);

  beforeAll(async () => {
    house = await open();
    const { test } = house;
    await test.call('POST', '/api/v1/commands', { text: 'new sev2 A stolen key', as: 'responder-1' });
    await until(async () => (await findIncident(test.house.store.db, 1)) !== undefined);
    const view = await findIncident(test.house.store.db, 1);
    there = await house.conversationOf(`inc-1-${view?.codename}`, 'responder-2');
    here = await visitRoom(test.url, 'responder-1');
  });
  afterAll(async () => house[Symbol.asyncDispose]());

  it('shows there what is said in the Room, with who and where', async () => {
    await here.say(1, 'Who knows the payment hosts?');

    await until(() => showing('Who knows the payment hosts?').length > 0);
    expect(showing('Who knows the payment hosts?')[0]?.text).toContain('Responder 1 · the Room');
  });

  it('shows in the Room what is said there, follows each edit, and forgets what was deleted', async () => {
    const id = await there.say('responder-2', 'I do, give me a minute');
    await until(async () => (await talk()).includes('I do, give me a minute'));
    expect(await talk()).toContain(`in ${name}`);

    await there.edit('responder-2', id, 'I do, give me ten minutes');
    await until(async () => (await talk()).includes('give me ten minutes'));
    expect(await talk()).not.toContain('give me a minute');
    expect(await talk()).toContain('edited');

    await there.edit('responder-2', id, 'I do, give me an hour');
    await until(async () => (await talk()).includes('give me an hour'));

    await there.remove('responder-2', id);
    await until(async () => !(await talk()).includes('give me an hour'));
    expect(await talk()).toContain('Deleted.');
  });

  it('names the files that are dropped there, and takes them into evidence', async () => {
    await there.upload('responder-2', 'memory-map.txt', 'bytes');

    await until(async () => (await talk()).includes('memory-map.txt'));
    expect(await talk()).toContain(`to be read in ${name}`);
    await until(async () => (await incident()).evidence.some(({ file }) => file?.sha256 === sha256('bytes')));
  });

  it('never shows a message to its own side again, nor twice on the other', async () => {
    await here.say(1, 'first of three');
    await there.say('responder-2', 'second of three');
    await here.say(1, 'third of three');
    await until(() => showing('third of three').length > 0);
    await until(async () => (await talk()).includes('second of three'));

    // Whatever echo there is comes before the answer to a later word.
    await there.say('responder-3', 'a last word');
    await until(async () => (await talk()).includes('a last word'));
    const page = await talk();
    for (const text of ['first of three', 'second of three', 'third of three'])
      expect([showing(text).length, countIn(page, text)], text).toEqual([1, 1]);
  });

  it('doubles nothing when the platform tells of everything three times', async () => {
    house.copies(3);
    const id = await there.say('responder-2', 'told of three times');
    await until(async () => (await talk()).includes('told of three times'));
    await there.edit('responder-2', id, 'told of three times, and edited');
    await until(async () => (await talk()).includes('and edited'));
    const marked = await there.say('responder-2', 'marked three times');
    await until(async () => (await talk()).includes('marked three times'));
    await there.mark('responder-2', marked);
    await until(async () => (await incident()).entries.some(({ text }) => text === 'marked three times'));
    const gone = await there.say('responder-2', 'to be taken back');
    await until(async () => (await talk()).includes('to be taken back'));
    await there.remove('responder-2', gone);
    await there.command('responder-2', 'note told of three times by a command');
    await until(async () => (await incident()).entries.some(({ text }) => text.includes('by a command')));
    house.copies(1);

    // Whatever comes late comes before the answer to a later word.
    await there.say('responder-3', 'told of once');
    await until(async () => (await talk()).includes('told of once'));
    const page = await talk();
    expect(countIn(page, 'told of three times, and edited')).toBe(1);
    expect(page).not.toContain('to be taken back');
    const { entries } = await incident();
    for (const text of ['marked three times', 'by a command'])
      expect(
        entries.filter((one) => one.text.includes(text)),
        text,
      ).toHaveLength(1);
  });

  it('makes one entry of a message that is marked where it was written and where it is shown', async () => {
    await here.say(1, 'We saw it at 14:00');
    await until(() => showing('We saw it at 14:00').length > 0);

    await there.mark('responder-2', showing('We saw it at 14:00')[0]?.id ?? '');

    await until(async () => (await incident()).entries.some(({ text }) => text === 'We saw it at 14:00'));
    const entry = (await incident()).entries.find(({ text }) => text === 'We saw it at 14:00');
    expect(entry?.message).toMatchObject({ platform: 'room', author: { id: 'responder-1' } });
    await until(() => showing('We saw it at 14:00')[0]?.text.includes('on the timeline') ?? false);
    await here.mark(1, entry?.message?.messageId ?? '');
    expect((await incident()).entries.filter(({ text }) => text === 'We saw it at 14:00')).toHaveLength(1);
  });

  it('marks there what the Room put on the timeline', async () => {
    await there.say('responder-2', 'The role was used from outside');
    await until(async () => (await talk()).includes('The role was used from outside'));
    const [, id = ''] = /value="([^"]*)">Mark for timeline(?![\s\S]*Mark for timeline)/.exec(await talk()) ?? [];

    await here.mark(1, id);

    await until(() => showing('On the timeline, by Responder 1').length === 1);
    const entry = (await incident()).entries.find(({ text }) => text === 'The role was used from outside');
    expect(entry?.message).toMatchObject({ platform, author: { id: 'responder-2' } });
  });

  it('leads from there into the Room, which is a side whether it is asked for or not', async () => {
    const told = () => there.private('responder-2').includes(`${house.test.url}/incidents/1`);
    expect(told()).toBe(false);

    await there.command('responder-2', 'bridge room');

    await until(told);
    await there.say('responder-2', 'still read in the Room');
    await until(async () => (await talk()).includes('still read in the Room'));
  });

  it('takes commands from either side, and shows on both what came of them', async () => {
    await there.command('responder-2', 'take commander');
    await until(async () => (await talk()).includes('is in command'));

    await here.say(1, '/severity 1 because it is worse');
    await until(() => showing('Severity is now SEV-1').length > 0);
  });
});
