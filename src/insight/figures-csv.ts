/** The figures as one long table: a row for each group and interval, as spreadsheets and scripts like it. */

import { csvOf } from './csv.ts';
import type { Figures, Spreads } from './figures.ts';
import type { Spread } from './spread.ts';

const COLUMNS = ['group', 'name', 'measure', 'n', 'missing', 'invalid', 'median_seconds', 'p90_seconds', 'count'];
type Line = readonly (string | number | undefined)[];

export function figuresCsv(figures: Figures): string {
  const { intervals, months, groups, approvals, followUps, checklist, gates, alerts, time } = figures;
  return csvOf([
    COLUMNS,
    ...group('all', '', figures.incidents, intervals),
    ...months.flatMap((one) => group('month', one.name, one.incidents, one.intervals)),
    ...Object.entries(groups).flatMap(([by, all]) =>
      all.flatMap((one) => group(by, one.name, one.incidents, one.intervals)),
    ),
    spread('all', '', 'approval waited', approvals.waited),
    spread('all', '', 'follow-up took', followUps.took),
    spread('all', '', 'time of people', time),
    ...counts('approvals', approvals),
    ...counts('follow-ups', followUps),
    ...followUps.ages.map(({ label, open }) => count('follow-ups', `open ${label}`, open)),
    ...counts('checklist', checklist),
    ...counts('gates', gates),
    ...counts('alerts', alerts ?? {}),
    ...counts('modes', figures.modes),
  ]);
}

function group(by: string, name: string, incidents: number, intervals: Spreads): readonly Line[] {
  const own = Object.entries(intervals).map(([interval, one]) => spread(by, name, interval, one));
  return [[by, name, 'incidents', undefined, undefined, undefined, undefined, undefined, incidents], ...own];
}

function spread(by: string, name: string, measure: string, { n, missing, invalid, median, p90 }: Spread): Line {
  return [by, name, measure, n, missing, invalid, median, p90];
}

function counts(by: string, all: object): readonly Line[] {
  return Object.entries(all).flatMap(([name, value]) => (typeof value === 'number' ? [count(by, name, value)] : []));
}

function count(by: string, name: string, value: number): Line {
  return [by, name, 'count', undefined, undefined, undefined, undefined, undefined, value];
}
