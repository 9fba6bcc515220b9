/**
 * `npm run crash -- --runs N [--seed S] [--backend postgresql|redis|both] [--at-once K]`: the storyline under SIGKILL, wiped
 * queues and restarts. A run replays from its seed: `--runs 1 --seed S`. Exit 1 when anything was lost, half made or done twice.
 */

import { parseArgs } from 'node:util';
import { bundle } from './crash/bundle.ts';
import { prepareGround } from './crash/ground.ts';
import { crashRun, type RunReport } from './crash/run.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    backend: { type: 'string', default: 'both' },
    'at-once': { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
});

const backends =
  values.backend === 'both'
    ? (['postgresql', 'redis'] as const)
    : ([values.backend === 'redis' ? 'redis' : 'postgresql'] as const);
const totals = { runs: 0, kills: 0, lost: 0, half: 0, twice: 0, stuck: 0 };

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

for (const backend of backends) {
  const opened = new AsyncDisposableStack();
  try {
    const program = await bundle(opened);
    const seeds = Array.from({ length: Number(values.runs) }, (_, index) => Number(values.seed) + index);
    await Promise.all(
      Array.from({ length: Number(values['at-once']) }, async () => {
        // Each lane has servers of its own: what one run restarts is not pulled from under another.
        const ground = await prepareGround(backend, program, opened);
        for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
          const redisUrl = ground.redisUrl ? `${ground.redisUrl}/${seed % 500}` : undefined;
          report(backend, await crashRun(seed, { ...ground, redisUrl }));
        }
      }),
    );
  } finally {
    await opened.disposeAsync();
  }
}

console.log(
  `${totals.runs} runs, ${totals.kills} kills: ${totals.lost} lost, ${totals.half} half made, ${totals.twice} done twice, ${totals.stuck} stuck`,
);
process.exitCode = totals.lost + totals.half + totals.twice + totals.stuck === 0 ? 0 : 1;

function report(backend: string, { seed, plan, verdict, seconds, kills, stuck, output, story }: RunReport): void {
  totals.runs += 1;
  totals.kills += kills;
  totals.lost += verdict.lost.length;
  totals.half += verdict.half.length;
  totals.twice += verdict.twice.length;
  totals.stuck += stuck ? 1 : 0;
  const faults = [
    ...(stuck ? [`stuck: ${stuck}`] : []),
    ...verdict.lost.map((line) => `lost: ${line}`),
    ...verdict.half.map((line) => `half made: ${line}`),
    ...verdict.twice.map((line) => `done twice: ${line}`),
  ];
  console.log(
    `${faults.length === 0 ? 'ok    ' : 'FAILED'} ${backend} seed ${seed}: ${plan}; ${kills} kills, ${seconds} s`,
  );
  for (const line of faults) console.log(`         ${line}`);
  if (faults.length > 0)
    console.log(`         again: npm run crash -- --runs 1 --seed ${seed} --backend ${backend} --verbose`);
  for (const line of story) console.log(`         ${line}`);
  if (faults.length > 0 && values.verbose) console.log(output.join(''));
}
