import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../src/insight/figures.ts';
import { figuresCsv } from '../../../src/insight/figures-csv.ts';
import { readingsOf } from '../../../src/insight/readings.ts';
import { Selection, selectedOf } from '../../../src/insight/selection.ts';
import { measured, year } from '../../support/measured.ts';

const NOW = new Date('2026-03-31T12:00:00Z');
const select = (asked: object = {}) => selectedOf(Selection.parse(asked), NOW);
const figures = (incidents: ReturnType<typeof measured>[], asked: object = {}) =>
  figuresOf(incidents, [], select(asked), NOW);

describe('figures', () => {
  it('keep drills and retrospectives apart and count merged incidents once', () => {
    const all = [
      measured(1),
      measured(2, { mode: 'drill' }),
      measured(3, { mode: 'retrospective' }),
      measured(4, { status: 'merged' }),
    ];

    expect(figures(all)).toMatchObject({ incidents: 1, modes: { live: 1, drill: 1, retrospective: 1 } });
    expect(figures(all, { mode: 'drill' }).incidents).toBe(1);
  });

  it('select by month, type, severity and source', () => {
    const all = [
      measured(1),
      measured(2, { incidentType: 'ransomware', severity: 1, measures: { month: '2026-01', source: 'people' } }),
    ];

    for (const asked of [
      { from: '2026-01', to: '2026-02' },
      { type: 'ransomware' },
      { severity: '1' },
      { source: 'people' },
    ])
      expect([asked, figures(all, asked).incidents]).toEqual([asked, 1]);
    expect(figures(all).incidents).toBe(2);
  });

  it('have a row for every month of the range, also for those without an incident', () => {
    const { months } = figures([measured(1)], { from: '2025-11' });

    expect(months.map(({ name, incidents }) => [name, incidents])).toEqual([
      ['2025-11', 0],
      ['2025-12', 0],
      ['2026-01', 0],
      ['2026-02', 0],
      ['2026-03', 1],
    ]);
    expect(months[0]?.intervals).toEqual({});
  });

  it('age follow-ups, and name what is overdue or was never dated', () => {
    const followUps = [
      { state: 'open', addedAt: '2026-03-30T00:00:00Z', dueAt: '2026-04-30T00:00:00Z' },
      { state: 'open', addedAt: '2025-10-01T00:00:00Z', dueAt: '2025-11-01T00:00:00Z' },
      { state: 'open', addedAt: '2026-03-10T00:00:00Z' },
      { state: 'done', addedAt: '2026-03-01T00:00:00Z', doneAt: '2026-03-03T00:00:00Z' },
      { state: 'rejected', addedAt: '2026-03-01T00:00:00Z' },
    ] as const;

    const told = figures([measured(1, { measures: { followUps } })]).followUps;

    expect(told).toMatchObject({
      open: 3,
      overdue: 1,
      undated: 1,
      done: 1,
      rejected: 1,
      took: { n: 1, median: 172_800 },
    });
    expect(told.ages.map(({ open }) => open)).toEqual([1, 1, 0, 1]);
  });

  it('relate alerts to incidents only where both can be counted', () => {
    const told = [
      { source: 'aws-guardduty', month: '2026-03', findings: 4, alerts: 100 },
      { source: 'aws-guardduty', month: '2020-01', findings: 9, alerts: 900 },
    ];
    const all = [measured(1), measured(2)];

    expect(figuresOf(all, told, select(), NOW).alerts).toEqual({ alerts: 100, findings: 4, perIncident: 50 });
    expect(figuresOf(all, told, select({ type: 'identity' }), NOW).alerts).toBeUndefined();
    expect(figuresOf([], told, select(), NOW).alerts).toEqual({ alerts: 100, findings: 4 });
  });

  it('refuse a range that ends before it begins, or a month that is none', () => {
    for (const asked of [{ from: '2026-03', to: '2026-01' }, { from: '2026-13' }, { from: '2000-01', to: '2026-01' }])
      expect([asked, Selection.safeParse(asked).success]).toEqual([asked, false]);
  });
});

describe('the figures as a table', () => {
  it('have a row for each group and interval, and no formula for a spreadsheet', () => {
    const csv = figuresCsv(figures([measured(1, { incidentType: '=HYPERLINK("x")' })]));

    expect(csv).toContain('month,2026-03,detected → contained,1,0,0,3600,3600,\r\n');
    expect(csv).toContain(`type,"'=HYPERLINK(""x"")",incidents`);
    expect(csv).not.toMatch(/(^|,)=/m);
  });
});

describe('the figures for Prometheus', () => {
  it('carry labels from short lists of our own and name no incident', () => {
    const { measured: incidents, told } = year('2026-03');
    const readings = readingsOf(figuresOf(incidents, told, select(), NOW));

    expect(new Set(readings.flatMap(({ labels }) => Object.keys(labels)))).toEqual(
      new Set(['mode', 'severity', 'from', 'to', 'quantile', 'state', 'outcome', 'what']),
    );
    expect(JSON.stringify(readings)).not.toMatch(/amber-fox|identity|ransomware|guardduty/);
    expect(readings.length).toBeLessThan(150);
  });

  it('do not say a quantile of fewer than five values', () => {
    const few = readingsOf(figures([measured(1), measured(2)]));
    const many = readingsOf(figures([1, 2, 3, 4, 5].map((number) => measured(number))));
    const contained = (readings: typeof few) =>
      readings.find(
        ({ labels }) => labels.to === 'contained' && labels.from === 'detected' && labels.quantile === '0.5',
      );

    expect(contained(few)?.value).toBeNaN();
    expect(contained(many)?.value).toBe(3600);
  });
});
