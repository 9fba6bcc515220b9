/** Which incidents figures speak of, as a person or a program asks for it. */

import { z } from 'zod';
import type { Mode } from '../incident/events.ts';
import type { Severity } from '../incident/policy.ts';
import type { MeasuredIncident } from './measures.ts';

/** Months at most: what a chart can show and a reader compare. */
const MOST_MONTHS = 36;

const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month like 2026-03');
const blank = <T extends z.ZodType>(type: T) => z.preprocess((value) => (value === '' ? undefined : value), type);

/** Query of the dashboard and of `GET /api/v1/metrics`. Empty fields ask for everything. */
export const Selection = z
  .object({
    from: blank(Month.optional()),
    to: blank(Month.optional()),
    type: blank(z.string().max(60).optional()),
    severity: blank(z.coerce.number().int().min(1).max(4).optional()),
    source: blank(z.string().max(60).optional()),
    mode: blank(z.enum(['live', 'drill', 'retrospective']).default('live')),
  })
  .refine(({ from, to }) => !from || !to || monthsBetween(from, to) >= 0, {
    message: 'must not lie before from',
    path: ['to'],
  })
  .refine(({ from, to }) => !from || !to || monthsBetween(from, to) < MOST_MONTHS, {
    message: `must be fewer than ${MOST_MONTHS} months after from`,
    path: ['to'],
  });

export interface Selected {
  /** `2026-03`, both ends included. */
  readonly from: string;
  readonly to: string;
  readonly type?: string;
  readonly severity?: Severity;
  readonly source?: string;
  readonly mode: Mode;
}

/** With both ends of the range fixed: the twelve months that end now, where the asker leaves them open. */
export function selectedOf(asked: z.infer<typeof Selection>, now: Date): Selected {
  const { from, to, type, severity, source, mode } = asked;
  const thisMonth = now.toISOString().slice(0, 7);
  const end = to ?? (from && monthsBetween(from, thisMonth) >= MOST_MONTHS ? later(from, MOST_MONTHS - 1) : thisMonth);
  return {
    from: from ?? later(end, -11),
    to: from && monthsBetween(from, end) < 0 ? from : end,
    mode,
    ...(type ? { type } : {}),
    ...(severity ? { severity: severity as Severity } : {}),
    ...(source ? { source } : {}),
  };
}

/** Whether an incident is among those asked for, of whatever mode. Merged ones live on in another. */
export function isIn(selected: Selected, incident: MeasuredIncident): boolean {
  const { month, source } = incident.measures;
  return (
    incident.status !== 'merged' &&
    month >= selected.from &&
    month <= selected.to &&
    (selected.type === undefined || incident.incidentType === selected.type) &&
    (selected.severity === undefined || incident.severity === selected.severity) &&
    (selected.source === undefined || source === selected.source)
  );
}

/** Every month of the range, oldest first. */
export function monthsOf({ from, to }: Pick<Selected, 'from' | 'to'>): readonly string[] {
  return Array.from({ length: monthsBetween(from, to) + 1 }, (_, index) => later(from, index));
}

function later(month: string, months: number): string {
  const [year = 0, index = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, index - 1 + months, 1)).toISOString().slice(0, 7);
}

function monthsBetween(from: string, to: string): number {
  const [a = 0, b = 1] = from.split('-').map(Number);
  const [c = 0, d = 1] = to.split('-').map(Number);
  return (c - a) * 12 + (d - b);
}
