/** What a section of the post-mortem is: a heading and a pure function from the story to marked blocks. */

import type { Block } from './facts.ts';
import type { Story } from './story.ts';

/** What the events cannot say of themselves. */
export interface CompileOptions {
  /** Hash of the newest event in the chain, 64 hex digits. */
  readonly chainHead?: string;
}

export interface Section {
  /** File name, and the target of links to it. */
  readonly id: string;
  readonly title: string;
  /** Blocks below the heading. Linear in the number of events. */
  write(story: Story, options: CompileOptions): readonly Block[];
}
