/** A year of measured incidents for tests and to look at: the same every time, with gaps where real ones have them. */

import type { Mode } from '../../src/incident/events.ts';
import type { Severity } from '../../src/incident/policy.ts';
import type { ToldAlerts } from '../../src/insight/figures.ts';
import type { MeasuredIncident, Measures } from '../../src/insight/measures.ts';
import type { Value } from '../../src/insight/spread.ts';

const TYPES = ['identity', 'public-storage', 'vm-compromise', 'ransomware'];
const SOURCES = ['aws-guardduty', 'prometheus-alertmanager', 'people'];
const LENGTHS: Readonly<Record<string, number>> = {
  'started → detected': 2400,
  'detected → acknowledged': 240,
  'detected → commanded': 420,
  'detected → contained': 3600,
  'detected → eradicated': 21_000,
  'detected → recovered': 90_000,
  'detected → closed': 260_000,
  'contained → eradicated': 17_000,
  'eradicated → recovered': 70_000,
  'started → contained': 6000,
};

/** One incident with everything known, unless `change` says otherwise. */
export function measured(
  number: number,
  change: Partial<Omit<MeasuredIncident, 'measures'>> & { measures?: Partial<Measures> } = {},
) {
  const { measures, ...rest } = change;
  return {
    number,
    codename: `amber-fox-${number}`,
    incidentType: 'identity',
    severity: 2 as Severity,
    mode: 'live' as Mode,
    status: 'closed',
    ...rest,
    measures: { ...MEASURES, ...measures },
  } satisfies MeasuredIncident;
}

const MEASURES: Measures = {
  month: '2026-03',
  source: 'aws-guardduty',
  intervals: Object.entries(LENGTHS).map(([name, seconds]) => ({ name, state: 'ok', seconds })),
  checklist: { done: 8, skipped: 1, open: 1 },
  gates: { met: 3, overridden: 1 },
  waits: [{ outcome: 'authorized', seconds: 300 }],
  followUps: [{ state: 'open', addedAt: '2026-03-03T14:00:00.000Z', dueAt: '2026-03-20T00:00:00.000Z' }],
  alerts: 3,
  time: { state: 'ok', people: 4, seconds: 9000 },
};

/** Twelve months that end with `until`. */
export function year(until: string): { measured: readonly MeasuredIncident[]; told: readonly ToldAlerts[] } {
  const end = new Date(`${until}-01T00:00:00Z`);
  const months = Array.from({ length: 12 }, (_, back) =>
    new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - 11 + back, 1)).toISOString().slice(0, 7),
  );
  const all = months.flatMap((month, index) =>
    Array.from({ length: (index * 7) % 9 }, (_, nth) => one(month, index, nth, index * 10 + nth + 1)),
  );
  const told = months.map((month, index) => ({ source: 'aws-guardduty', month, findings: 40 + index, alerts: 900 }));
  return { measured: all, told };
}

function one(month: string, index: number, nth: number, number: number): MeasuredIncident {
  const stretch = 0.4 + ((index * 5 + nth * 3) % 11) / 4;
  const intervals = Object.entries(LENGTHS).map(([name, seconds], at): { name: string } & Value => {
    if ((nth + at) % 6 === 5) return { name, state: 'missing', why: 'no event shows it' };
    return { name, state: 'ok', seconds: Math.round(seconds * stretch) };
  });
  return measured(number, {
    incidentType: TYPES[(nth + index) % TYPES.length] ?? 'identity',
    severity: (1 + ((nth * 3 + index) % 4)) as Severity,
    mode: nth === 6 ? 'drill' : 'live',
    measures: { month, source: SOURCES[nth % SOURCES.length] ?? 'people', intervals },
  });
}
