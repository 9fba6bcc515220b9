/** How wide the columns of a table are, for formats that must say so. */

import type { Table } from 'mdast';
import { textOf } from './text-of.ts';

/** Rows that are looked at. */
const SAMPLED = 200;
/** Room at the sides of a cell, in sizes of its text. */
const SIDES = 0.95;

/** As wide as the words ask for where there is room; else everybody gives in proportion to what they have to spare. */
export function columnWidths({ children }: Table, width: number, size: number): readonly number[] {
  const columns = children[0]?.children.length ?? 1;
  const wanted = Array.from({ length: columns }, () => 0);
  const least = Array.from({ length: columns }, () => 0);
  const sides = SIDES * size;
  for (const [number, row] of children.slice(0, SAMPLED).entries()) {
    for (const [index, cell] of row.children.entries()) {
      const text = textOf(cell);
      const longest = Math.max(0, ...text.split(/\s/).map((word) => word.length));
      wanted[index] = Math.max(wanted[index] ?? 0, Math.min(text.length * size * 0.52, width * 0.6) + sides);
      // The head is bold, and a word of it that breaks is the first thing one sees.
      const breadth = number === 0 ? 0.68 : 0.6;
      least[index] = Math.max(least[index] ?? 0, Math.min(longest * size * breadth, width / 6) + sides);
    }
  }
  const asked = total(wanted);
  if (asked <= width) return wanted.map((one) => (one / asked) * width);
  const bound = total(least);
  if (bound >= width) return least.map((one) => (one / bound) * width);
  const spare = wanted.map((one, index) => Math.max(0, one - (least[index] ?? 0)));
  const shared = (width - bound) / Math.max(1, total(spare));
  return least.map((one, index) => one + (spare[index] ?? 0) * shared);
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
