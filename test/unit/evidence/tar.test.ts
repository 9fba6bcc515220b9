import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type TarEntry, tar } from '../../../src/evidence/tar.ts';

const entry = (name: string, text: string): TarEntry => ({
  name,
  bytes: Buffer.byteLength(text),
  open: async () => [Buffer.from(text)],
});

async function archive(entries: readonly TarEntry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('an archive', () => {
  it('is unpacked by the tar of the system, long names and all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cordon-tar-'));
    const long = `AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/${'x'.repeat(90)}.json.gz`;
    await writeFile(join(folder, 'a.tar'), await archive([entry('index.json', '{}'), entry(long, 'y'.repeat(1000))]));

    await promisify(execFile)('tar', ['-xf', 'a.tar'], { cwd: folder });

    expect(await readFile(join(folder, 'index.json'), 'utf8')).toBe('{}');
    expect(await readFile(join(folder, long), 'utf8')).toBe('y'.repeat(1000));
    await rm(folder, { recursive: true });
  });

  it('is the same for the same content', async () => {
    expect(await archive([entry('a', 'b')])).toEqual(await archive([entry('a', 'b')]));
  });

  it.each([
    ['has other bytes than were said', { ...entry('a', 'b'), bytes: 2 }],
    ['has a name that no archive holds', entry('z'.repeat(300), '')],
  ])('fails where a file %s', async (_what, wrong) => {
    await expect(archive([wrong])).rejects.toMatchObject({ code: 'evidence_missing', retryable: true });
  });
});
