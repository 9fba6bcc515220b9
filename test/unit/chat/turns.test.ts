import { expect, it } from 'vitest';
import { createTurns } from '../../../src/chat/turns.ts';

it('lets so many work at once, the others in the order they came, also when one fails', async () => {
  const inTurn = createTurns(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((index) =>
    inTurn(async () => {
      begun.push(index);
      await new Promise<void>((done) => ends.push(done));
      if (index === 0) throw new Error('failed');
    }).catch(() => undefined),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);

  ends[0]?.();
  await all[0];
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  await all[1];
  ends[2]?.();
  ends[3]?.();
  await Promise.all(all);

  expect(begun).toEqual([0, 1, 2, 3]);
});

it('lets work of one lane run in its order, and others of other lanes meanwhile', async () => {
  const inTurn = createTurns(2);
  const told: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string, lane: string) =>
    inTurn(async () => {
      told.push(`begin ${name}`);
      await new Promise<void>((done) => ends.set(name, done));
      told.push(`end ${name}`);
      if (name === 'first') throw new Error('failed');
    }, lane).catch(() => undefined);
  const first = work('first', 'one');
  const second = work('second', 'one');
  const other = work('other', 'two');
  await Promise.resolve();
  expect(told).toEqual(['begin first', 'begin other']);

  ends.get('other')?.();
  await other;
  expect(told).toEqual(['begin first', 'begin other', 'end other']);
  ends.get('first')?.();
  await first;
  await new Promise(setImmediate);
  ends.get('second')?.();
  await second;

  expect(told.slice(3)).toEqual(['end first', 'begin second', 'end second']);
});
