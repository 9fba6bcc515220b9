/** Compiles one post-mortem and prints time and peak memory: run in a process of its own by `scripts/bench.ts`. */

import { writePostmortem } from '../../src/postmortem/document.ts';
import { tellStorm } from '../../test/support/storyline.ts';

const events = tellStorm(Number(process.argv[2] ?? 1000));
const before = process.memoryUsage().rss;
const began = performance.now();
const { markdown } = writePostmortem(events, { chainHead: '0'.repeat(64) });
const ms = performance.now() - began;
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(
  JSON.stringify({
    events: events.length,
    ms,
    peakMb,
    eventsMb: before / 1_048_576,
    outputMb: Buffer.byteLength(markdown) / 1_048_576,
  }),
);
