import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Content, hashZip } from '../../../src/evidence/zip.ts';

function content(name: string, text: string, bytes = text.length): Content {
  return { name, bytes, open: async () => Readable.from(text ? [Buffer.from(text)] : []) };
}

describe('container of a bundle', () => {
  it('has the bytes of cordon-bundle/1; if this fails after an upgrade, older bundles would no longer verify', async () => {
    const hash = await hashZip([content('b/c.txt', ''), content('a.txt', 'one')]);

    expect(hash).toBe('1b7770c624b8ad6c73d20ce5fd2e00c1811d05686b22d0648c39145800a2113e');
  });

  it('does not depend on the order in which contents are given', async () => {
    const [a, b] = [content('a', '1'), content('b', '2')];

    expect(await hashZip([a, b])).toBe(await hashZip([b, a]));
  });

  it('fails when content is shorter or longer than was said', async () => {
    await expect(hashZip([content('a', 'one', 2)])).rejects.toThrow(/unexpected number of bytes/);
    await expect(hashZip([content('a', 'one', 4)])).rejects.toThrow(/unexpected number of bytes/);
  });

  it('fails when content fails half-way', async () => {
    async function* half() {
      yield Buffer.from('on');
      throw new Error('disk lost');
    }

    const packing = hashZip([{ name: 'a', bytes: 3, open: async () => Readable.from(half()) }]);

    await expect(packing).rejects.toThrow('disk lost');
  });
});
