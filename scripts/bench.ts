/** `npm run bench`: the benchmarks, side by side in one run; prints a table and writes `bench/results/*.json`. */

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../src/base/log.ts';
import { loadConfig } from '../src/config.ts';
import { openHouse } from '../src/house/open.ts';
import { createToken } from '../src/store/people.ts';
import { benchIntake } from './bench/intake.ts';
import { benchLatency } from './bench/latency.ts';
import type { Row } from './bench/table.ts';

const rows: Row[] = [...(await onAHouse()), ...postmortems()];
console.table(rows);
const folder = join(import.meta.dirname, '..', 'bench', 'results');
await mkdir(folder, { recursive: true });
const at = new Date().toISOString();
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
await writeFile(join(folder, `${at.replaceAll(':', '-')}.json`), JSON.stringify({ at, machine, rows }, undefined, 2));

async function onAHouse(): Promise<readonly Row[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
  const config = loadConfig({ ...process.env, CORDON_DATA_DIR: dataDir, PORT: '0' });
  const house = await openHouse(config, createLog('error'));
  try {
    const token = await createToken(house.store.db, { name: 'bench', scope: 'admin' });
    const latency = await benchLatency(house, token);
    const intake = await benchIntake({ url: house.url ?? '', token, databaseUrl: house.store.url });
    return [...intake, ...latency];
  } finally {
    await house[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function postmortems(): readonly Row[] {
  return [1000, 10_000, 100_000].map((count) => {
    const script = join(import.meta.dirname, 'bench', 'postmortem.ts');
    const { ms, peakMb, eventsMb, outputMb } = JSON.parse(
      execFileSync(process.execPath, [script, String(count)], { encoding: 'utf8' }),
    );
    return {
      what: `post-mortem of ${count} events, every format`,
      value: `${Math.round(ms)} ms`,
      ratio: `${((ms / count) * 1000).toFixed(0)} µs an event`,
      note: `peak ${Math.round(peakMb)} MB; with the events alone ${Math.round(eventsMb)} MB; Markdown ${outputMb.toFixed(1)} MB`,
    };
  });
}
