/** The figures of ten thousand incidents: worked out for the first time, read again, and read after one has grown. */

import { createInsights, refreshInsights } from '../../src/house/insights.ts';
import { replay } from '../../src/incident/evolve.ts';
import { Selection, selectedOf } from '../../src/insight/selection.ts';
import type { Store } from '../../src/store/open.ts';
import { viewOf } from '../../src/store/views.ts';
import { tellStolenSession } from '../../test/support/storyline.ts';
import type { Row } from './table.ts';

const INCIDENTS = 10_000;
const NOW = new Date('2026-03-31T12:00:00Z');

export async function benchInsights(store: Store): Promise<readonly Row[]> {
  await fill(store);
  const log = `${tellStolenSession().length} events each`;
  const first = await timed(() => refreshInsights(store));
  const selected = selectedOf(Selection.parse({}), NOW);
  const again = await timed(() => createInsights(store).figures(selected, NOW));
  const insights = createInsights(store);
  await insights.figures(selected, NOW);
  const kept = await timed(() => insights.figures(selected, NOW));
  const other = await timed(() => insights.figures({ ...selected, severity: 1 }, NOW));
  await store.pool.query(`update incident_insights set version = 1 where incident_id = 'bench-1'`);
  await new Promise((done) => setTimeout(done, 5100));
  const grown = await timed(() => insights.figures(selected, NOW));
  return [
    {
      what: `figures of ${INCIDENTS} incidents, worked out for the first time`,
      value: `${Math.round(first)} ms`,
      note: log,
    },
    { what: 'the same, read by a new process', value: `${Math.round(again)} ms`, ratio: (again / first).toFixed(3) },
    {
      what: 'the same, read again after one incident has grown',
      value: `${Math.round(grown)} ms`,
      ratio: (grown / first).toFixed(3),
    },
    {
      what: 'another selection within five seconds',
      value: `${Math.round(other)} ms`,
      ratio: (other / first).toFixed(3),
    },
    {
      what: 'the same selection within five seconds',
      value: `${kept.toFixed(1)} ms`,
      ratio: (kept / first).toFixed(3),
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** One log, ten thousand times, spread over severities and types. Filled in by the database itself. */
async function fill({ pool }: Pick<Store, 'pool'>): Promise<void> {
  const events = tellStolenSession();
  const view = viewOf(replay('bench', events), '');
  await pool.query(
    `insert into incidents (id, number, version, head_hash, codename, title, severity, phase, status, mode, visibility,
       incident_type, members, approvals_waiting, declared_at)
     select 'bench-' || n, 1000000 + n, $1, '', 'bench-' || n, $2, 1 + n % 4, $3, $4, 'live', 'restricted',
       'type-' || n % 6, '{}', 0, $5 from generate_series(1, $6) as n`,
    [view.version, view.title, view.phase, view.status, view.declaredAt, INCIDENTS],
  );
  await pool.query(
    `insert into events (incident_id, seq, id, type, recorded_at, body, previous, hash)
     select 'bench-' || n, one.seq, 'bench-' || n || '-' || one.seq, one.type, $5, one.body, '', ''
     from generate_series(1, $4) as n, unnest($1::int[], $2::text[], $3::text[]) as one (seq, type, body)`,
    [
      events.map(({ seq }) => seq),
      events.map(({ type }) => type),
      events.map((event) => JSON.stringify(event)),
      INCIDENTS,
      view.declaredAt,
    ],
  );
}
