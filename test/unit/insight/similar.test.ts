import { describe, expect, it } from 'vitest';
import { mostAlike, type Shared } from '../../../src/insight/similar.ts';

const other = (change: Partial<Shared>): Shared => ({
  ...{ id: 'i', number: 31, codename: 'amber-fox', isSameType: false, entities: [], techniques: [] },
  ...{ words: 8, sharedWords: 0 },
  ...change,
});
const isAlike = (change: Partial<Shared>) => mostAlike([other(change)]).length === 1;

describe('incidents are alike', () => {
  it.each<[string, Partial<Shared>]>([
    ['name the same role', { entities: ['role:web-prod'] }],
    ['name the same address and are of one type', { entities: ['ip:198.51.100.7'], isSameType: true }],
    ['were attacked by two techniques alike', { techniques: ['T1552.005', 'T1078.004'] }],
    ['use half of the words and are of one type', { sharedWords: 4, isSameType: true }],
    ['say the same', { sharedWords: 8 }],
  ])('when they %s', (_what, change) => {
    expect(isAlike(change)).toBe(true);
  });

  it.each<[string, Partial<Shared>]>([
    ['happened in one account and are of one type', { entities: ['account:111122223333'], isSameType: true }],
    ['are of one type', { isSameType: true }],
    ['share one technique', { techniques: ['T1078.004'] }],
    ['share two words of three', { words: 3, sharedWords: 2, isSameType: true }],
  ])('not when they only %s', (_what, change) => {
    expect(isAlike(change)).toBe(false);
  });

  it('in the order of how much they share, five at most, and say in what by kinds and counts alone', () => {
    const found = mostAlike([
      ...[1, 2, 3, 4, 5].map((number) => other({ number, entities: ['bucket:exports'] })),
      other({ number: 9, entities: ['role:web-prod', 'bucket:exports'], techniques: ['T1078'], isSameType: true }),
    ]);

    expect(found.map(({ number }) => number)).toEqual([9, 5, 4, 3, 2]);
    expect(found[0]?.reasons).toEqual([
      { kind: 'entities', count: 2, of: ['bucket', 'role'] },
      { kind: 'techniques', count: 1 },
      { kind: 'type' },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/web-prod|exports|T1078/);
  });
});
