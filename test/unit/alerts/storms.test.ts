import { describe, expect, it } from 'vitest';
import { admit, type Opening } from '../../../src/alerts/storms.ts';

const LIMITS = { perMinute: 5, quietMinutes: 10 };

/** Plays findings of a rule, one per `everyMs`, and says how many incidents they made. */
function play(rules: readonly string[], count: number, everyMs: number) {
  const openings: Opening[] = [];
  for (let n = 0; n < count; n++) {
    const at = new Date(Date.parse('2026-03-02T09:00:00Z') + n * everyMs);
    const rule = rules[n % rules.length] ?? '';
    const admission = admit(rule, openings, LIMITS, at);
    if (admission.admit === 'join') {
      const index = openings.findIndex(({ incidentId }) => incidentId === admission.incidentId);
      const joined = openings[index];
      if (joined) openings[index] = { ...joined, lastJoinedAt: at.toISOString() };
      continue;
    }
    const storm = admission.admit === 'open-storm';
    openings.push({ incidentId: `i${n}`, rule, openedAt: at.toISOString(), storm, lastJoinedAt: at.toISOString() });
  }
  return openings;
}

describe('a storm', () => {
  it('of a hundred thousand findings of one rule makes the few allowed and one for the rest', () => {
    const openings = play(['noisy'], 100_000, 10);

    expect(openings).toHaveLength(6);
    expect(openings.filter(({ storm }) => storm)).toHaveLength(1);
  });

  it('does not swallow another rule: each gets one incident of its own', () => {
    const openings = play(['noisy', 'noisy', 'noisy', 'rare'], 1000, 10);

    expect(openings.filter(({ rule, storm }) => rule === 'rare' && storm)).toHaveLength(1);
    expect(openings.filter(({ storm }) => storm)).toHaveLength(2);
  });

  it('is none while findings come slowly', () => {
    const openings = play(['calm'], 20, 13_000);

    expect(openings).toHaveLength(20);
    expect(openings.some(({ storm }) => storm)).toBe(false);
  });

  it('is over after the quiet time', () => {
    const storm: Opening = {
      incidentId: 'i1',
      rule: 'noisy',
      openedAt: '2026-03-02T09:00:00Z',
      storm: true,
      lastJoinedAt: '2026-03-02T09:30:00Z',
    };

    expect(admit('noisy', [storm], LIMITS, new Date('2026-03-02T09:39:59Z'))).toMatchObject({
      admit: 'join',
      incidentId: 'i1',
    });
    expect(admit('noisy', [storm], LIMITS, new Date('2026-03-02T09:40:00Z'))).toEqual({ admit: 'open' });
  });
});
