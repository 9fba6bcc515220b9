/**
 * Streams a piece of evidence that no memory holds into a vault in S3, over a socket to a sink that checks and forgets, and
 * prints time and memory: run in a process of its own.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3Vault } from '../../src/evidence/s3-vault.ts';

const MIB = 1024 * 1024;
const mebibytes = Number(process.argv[2] ?? 6144);
const sink = spawn(process.execPath, [join(import.meta.dirname, 's3-sink.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [address] = (await once(sink.stdout, 'data')) as [Buffer];
  const client = new S3Client({
    ...{ endpoint: String(address).trim(), region: 'eu-west-1', forcePathStyle: true },
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const place = { kind: 's3', bucket: 'evidence', account: '111122223333', region: 'eu-west-1', prefix: '' } as const;
  const retention = { days: 30, legalHold: false };
  const vault = openS3Vault({ client, settings: { ...place, lock: 'governance' }, retention });
  const piece = { kind: 'memory-image', subject: 'instance/i-1', name: 'memory.lime', collector: 'bench' };
  const deposit = { ...piece, mediaType: 'application/octet-stream', incidentId: 'bench' };
  const access = { by: 'bench', why: 'a bench' };
  // A first piece of a few parts warms up what is loaded once, and the buffers of the parts under way.
  await vault.put({ ...deposit, key: 'e1' }, chunks(64), access);
  const beforeMb = process.memoryUsage().rss / MIB;
  const began = performance.now();
  const { sha256, bytes } = await vault.put({ ...deposit, key: 'e2' }, chunks(mebibytes), access);
  const inMs = performance.now() - began;
  const Key = `sha256/${sha256.slice(0, 2)}/${sha256}`;
  const { Metadata, ContentLength } = await client.send(new HeadObjectCommand({ Bucket: place.bucket, Key }));
  if (Metadata?.sha256 !== sha256 || ContentLength !== bytes) throw new Error('what arrived is not what was sent');
  const peakMb = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ mebibytes, inMs, beforeMb, peakMb }));
} finally {
  sink.kill('SIGTERM');
}

/** Each chunk is another one, made when it is asked for. */
async function* chunks(count: number): AsyncGenerator<Buffer> {
  for (let nth = 0; nth < count; nth += 1) {
    const chunk = Buffer.alloc(MIB, nth % 251);
    chunk.writeUInt32LE(nth);
    yield chunk;
  }
}
