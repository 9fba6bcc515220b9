/**
 * Compiles one post-mortem piece by piece and prints time and peak memory: run in a process of its own by
 * `scripts/bench.ts`. With `--expose-gc` it prints what is alive at the most instead, collecting all along.
 */

import type { IncidentEvent } from '../../src/incident/events.ts';
import { writePostmortem } from '../../src/postmortem/document.ts';
import { tellStorm } from '../../test/support/storyline.ts';

/** Pieces of 64 KB between two looks at what is alive. */
const LOOK = 16;
const collect = (globalThis as { readonly gc?: () => void }).gc;

/** As the store answers them: read from text, each with words of its own. */
function readEvents(count: number): readonly IncidentEvent[] {
  return tellStorm(count).map((event) => JSON.parse(JSON.stringify(event)) as IncidentEvent);
}

function aliveMb(): number {
  collect?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1_048_576;
}

const events = readEvents(Number(process.argv[2] ?? 1000));
const aliveBefore = collect ? aliveMb() : 0;
const document = writePostmortem(events, { chainHead: '0'.repeat(64) });
const before = process.memoryUsage().rss;
const began = performance.now();
const cpu = process.cpuUsage();
let alive = aliveBefore;
let bytes = 0;
let pieces = 0;
for (const part of document.parts) {
  bytes += part.length;
  pieces += 1;
  if (collect && pieces % LOOK === 0) alive = Math.max(alive, aliveMb());
}
const used = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    events: events.length,
    ms: performance.now() - began,
    cpuMs: (used.user + used.system) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
    eventsMb: before / 1_048_576,
    outputMb: bytes / 1_048_576,
    ...(collect ? { aliveBefore, alive } : {}),
  }),
);
