/** Streams a large piece of evidence into a vault and out again, and prints time and memory: run in a process of its own. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDirectoryVault } from '../../src/evidence/directory-vault.ts';

const MIB = 1024 * 1024;
const mebibytes = Number(process.argv[2] ?? 2048);
const folder = await mkdtemp(join(tmpdir(), 'cordon-bench-vault-'));
try {
  const vault = await openDirectoryVault(folder);
  const piece = {
    kind: 'disk-snapshot',
    subject: 'instance/i-1',
    name: 'disk.raw',
    mediaType: 'application/octet-stream',
  };
  const access = { by: 'bench', why: 'a bench' };
  // A first, small piece warms up what is loaded once.
  await vault.put({ ...piece, incidentId: 'bench', key: 'e1', collector: 'bench' }, chunks(8), access);
  const beforeMb = process.memoryUsage().rss / MIB;
  let began = performance.now();
  const held = await vault.put(
    { ...piece, incidentId: 'bench', key: 'e2', collector: 'bench' },
    chunks(mebibytes),
    access,
  );
  const inMs = performance.now() - began;
  began = performance.now();
  for await (const _chunk of await vault.open('bench', held.sha256, access));
  const outMs = performance.now() - began;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ mebibytes, inMs, outMs, beforeMb, peakMb }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Each chunk is another one, made when it is asked for. */
async function* chunks(count: number): AsyncGenerator<Buffer> {
  for (let nth = 0; nth < count; nth += 1) {
    const chunk = Buffer.alloc(MIB, nth % 251);
    chunk.writeUInt32LE(nth);
    yield chunk;
  }
}
