/** Whatever single byte of a bundle is changed, `verify` notices; whatever a file holds, it answers. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBundle } from '../../src/evidence/verify-bundle.ts';
import { givenBundle, repack, unpack, type Workplace, workplace } from '../unit/evidence/given-bundle.ts';

let place: Workplace;
let original: Buffer;
let files: Map<string, Buffer>;
let counter = 0;

beforeAll(async () => {
  place = await workplace();
  const { path } = await givenBundle(place);
  original = await readFile(path);
  files = await unpack(path);
});
afterAll(() => place[Symbol.asyncDispose]());

const aside = () => join(place.directory, `altered-${counter++}.zip`);
const mask = fc.integer({ min: 1, max: 255 });

function flipped(bytes: Buffer, offset: number, by: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ by;
  return copy;
}

describe('verify under random damage', () => {
  it('notices any changed byte of any file, in a container whose checksums are right', async () => {
    const names = fc.constantFrom(...[...files].filter(([, content]) => content.length > 0).map(([name]) => name));
    await fc.assert(
      fc.asyncProperty(names, fc.nat(), mask, async (name, at, by) => {
        const content = files.get(name) ?? Buffer.alloc(0);
        const altered = new Map(files).set(name, flipped(content, at % content.length, by));

        const verdict = await verifyBundle(await repack(altered, aside()));

        expect(verdict.ok, name).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('notices any changed byte of the zip itself', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), mask, async (at, by) => {
        const path = aside();
        await writeFile(path, flipped(original, at, by));

        const verdict = await verifyBundle(path);

        expect(verdict.ok, `offset ${at}`).toBe(false);
      }),
      { numRuns: 600 },
    );
  });

  it('notices any cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(original.length - 1), async (length) => {
        const path = aside();
        await writeFile(path, original.subarray(0, length));

        const verdict = await verifyBundle(path);

        expect(verdict.ok).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it('answers for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.boolean(), async (bytes, withTail) => {
        const path = aside();
        await writeFile(path, Buffer.concat([bytes, withTail ? original.subarray(-22) : Buffer.alloc(0)]));

        const verdict = await verifyBundle(path);

        expect(verdict.ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
