import { expect, it } from 'vitest';
import { spreadOf } from '../../../src/insight/spread.ts';

const ok = (...seconds: readonly number[]) => seconds.map((one) => ({ state: 'ok', seconds: one }) as const);

it('gives median and p90 as percentile_cont does', () => {
  expect(spreadOf(ok(10, 40, 20, 30))).toEqual({ n: 4, missing: 0, invalid: 0, median: 25, p90: 37 });
});

it('says the one value there is', () => {
  expect(spreadOf(ok(7))).toMatchObject({ n: 1, median: 7, p90: 7 });
});

it('counts what is missing or invalid and never takes it for zero', () => {
  const values = [
    ...ok(100),
    { state: 'missing', why: 'no end' } as const,
    { state: 'invalid', why: 'swapped' } as const,
  ];

  expect(spreadOf(values)).toEqual({ n: 1, missing: 1, invalid: 1, median: 100, p90: 100 });
});

it('has no median of nothing', () => {
  expect(spreadOf([])).toEqual({ n: 0, missing: 0, invalid: 0 });
});
