import { describe, expect, it } from 'vitest';
import { codenameOf } from '../../../src/engine/codename.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => codenameOf(index + 1));

describe('codenames', () => {
  it('are never given twice', () => {
    expect(new Set(names(10_000)).size).toBe(10_000);
  });

  it('can be spoken, typed and put into the name of a channel', () => {
    for (const name of names(3024)) expect(name).toMatch(/^[a-z]{3,8}-[a-z]{3,8}(-2)?$/);
  });

  it('never say one word twice', () => {
    for (const name of names(3024)) expect(new Set(name.split('-')).size).toBe(name.split('-').length);
  });

  it('of neighbours are not mistaken for each other', () => {
    const all = names(1000);

    for (const [index, name] of all.entries()) {
      const [stone, animal] = name.split('-');
      const [nextStone, nextAnimal] = (all[index + 1] ?? '').split('-');
      expect(stone === nextStone || animal === nextAnimal).toBe(false);
    }
  });
});
