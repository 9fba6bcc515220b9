/** The contract of a document format: one tree in, one file out. */

import type { Root } from 'mdast';
import type { Drawing } from './drawing.ts';

/** Pictures the tree refers to by name, such as `timeline.svg`. */
export type Assets = Readonly<Record<string, Drawing>>;

export interface DocumentFormat {
  /** File name in `formats/`, and the word people type. */
  readonly id: string;
  /** How people know it. */
  readonly label: string;
  readonly mediaType: string;
  /** Without the dot. */
  readonly extension: string;
  /** The same tree and assets give the same bytes. Text stays text: nothing in it becomes markup. */
  render(tree: Root, assets: Assets): string | Uint8Array | Promise<Uint8Array>;
}
