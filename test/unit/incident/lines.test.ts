/** Two people in one text: what both wrote is kept, whatever they wrote. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, mergeTexts } from '../../../src/incident/lines.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });

function applied(before: readonly string[], after: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let at = 0;
  for (const change of changesBetween(before, after)) {
    lines.push(...before.slice(at, change.before.from), ...after.slice(change.after.from, change.after.to));
    at = change.before.to;
  }
  return [...lines, ...before.slice(at)];
}

describe('the changes between two texts', () => {
  it('make the one into the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, after)).toEqual(after);
      }),
    );
  });

  it('are none for the same text, and name only what changed', () => {
    expect(changesBetween(['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual([]);
    expect(changesBetween(['a', 'b', 'c'], ['a', 'x', 'c'])).toEqual([
      { before: { from: 1, to: 2 }, after: { from: 1, to: 2 } },
    ]);
  });

  it('are found quickly in long texts that have nothing in common', () => {
    const lines = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`);

    expect(changesBetween(lines('a'), lines('b'))).toHaveLength(1);
  });
});

describe('a merge', () => {
  it('takes both changes where they touch different lines', () => {
    expect(mergeTexts('a\nb\nc\nd\ne', 'A\nb\nc\nd\ne', 'a\nb\nc\nd\nE')).toEqual({
      clean: true,
      text: 'A\nb\nc\nd\nE',
    });
  });

  it('takes a change that both made once', () => {
    expect(mergeTexts('a', 'a\nb', 'a\nb')).toEqual({ clean: true, text: 'a\nb' });
  });

  it('keeps both between marks where they wrote the same line differently', () => {
    const { clean, text: both } = mergeTexts('why?', 'because of a', 'because of b');

    expect(clean).toBe(false);
    expect(both).toMatch(/as it stands ⟧\n\nbecause of a\n\n⟦ as it was written ⟧\n\nbecause of b\n\n⟦ end/);
  });

  it('is either side when the other changed nothing', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        const [one, other] = [base.join('\n'), changed.join('\n')];
        expect(mergeTexts(one, other, one)).toEqual({ clean: true, text: other });
        expect(mergeTexts(one, one, other)).toEqual({ clean: true, text: other });
      }),
    );
  });

  it('loses no line that somebody added', () => {
    fc.assert(
      fc.property(text, text, text, (base, ours, theirs) => {
        const mine = ours.map((line) => `mine ${line}`);
        const other = theirs.map((line) => `other ${line}`);
        const { text: both } = mergeTexts(
          base.join('\n'),
          [...base, ...mine].join('\n'),
          [...other, ...base].join('\n'),
        );
        for (const line of [...mine, ...other]) expect(both.split('\n')).toContain(line);
      }),
    );
  });
});
