/** Renders every format of one incident and prints what each took: run in a process of its own by `scripts/bench.ts`. */

import { drawTimeline } from '../../src/postmortem/chart.ts';
import { compile } from '../../src/postmortem/compile.ts';
import { FORMATS } from '../../src/postmortem/formats/index.ts';
import { TIMELINE_FILE } from '../../src/postmortem/sections/timeline.ts';
import { tellStorm } from '../../test/support/storyline.ts';

const events = tellStorm(Number(process.argv[2] ?? 2000));
const began = process.cpuUsage();
const start = performance.now();
const took: Record<string, number> = {};
for (const format of FORMATS) {
  const before = performance.now();
  await format.render(compile(events), { [TIMELINE_FILE]: drawTimeline(events) });
  took[format.id] = performance.now() - before;
}
const { user, system } = process.cpuUsage(began);
console.log(JSON.stringify({ took, ms: performance.now() - start, cpuMs: (user + system) / 1000 }));
