import { describe, expect, it } from 'vitest';
import { between, clockTime, duration } from '../../../src/chat/durations.ts';

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [4320, '1 h 12 min'],
    [86_400, '1 d'],
    [2 * 86_400 + 3 * 3600, '2 d 3 h'],
    [-90, '1 min'],
  ])('says %d seconds as %s', (seconds, said) => {
    expect(duration(seconds)).toBe(said);
  });
});

describe('between', () => {
  it('keeps days: a week is not lost to the clock', () => {
    expect(between('2026-03-01T00:00:00Z', '2026-03-08T05:00:00Z')).toBe('7 d 5 h');
  });
});

describe('clockTime', () => {
  const at = new Date('2026-03-01T14:00:00.000Z');

  it('says the zone always, and the day when it is another one', () => {
    expect(clockTime('2026-03-01T13:07:59.000Z', at)).toBe('13:07 UTC');
    expect(clockTime('2026-02-28T23:59:00.000Z', at)).toBe('2026-02-28 23:59 UTC');
  });

  it('makes up no time where none is known', () => {
    expect(clockTime('', at)).not.toMatch(/undefined|NaN/);
  });
});
