import { describe, expect, it } from 'vitest';
import { typefacesFor } from '../../../../src/postmortem/paper/typefaces.ts';
import { typeset } from '../../../../src/postmortem/paper/typeset.ts';

/** Pieces from left to right, as they are drawn; letters of a right-to-left script are turned by their face. */
async function drawn(text: string): Promise<readonly string[]> {
  const faces = await typefacesFor([...text]);
  const setting = { width: 1_000, size: 10, auto: true };
  const [line] = typeset([{ text, style: 'regular' }], { faces, measure: (words) => words.length }, setting);
  return line?.pieces.map((piece) => piece.text) ?? [];
}

describe('text from right to left', () => {
  it('has its brackets open and its full stops stand where a reader looks for them', async () => {
    expect(await drawn('א (ב).')).toEqual(['.(', 'ב', ')', ' ', 'א']);
  });

  it('keeps words and figures from left to right inside it in their order', async () => {
    expect((await drawn('א ABC (def) 12.5% ב')).join('')).toBe('ב ABC (def) 12.5% א');
  });

  it('keeps brackets as they are around it in text from left to right', async () => {
    expect((await drawn('See (א). Then.')).join('')).toBe('See (א). Then.');
  });
});
