/**
 * What a section of the post-mortem is: a heading, a compiled part made anew from the events each time, and after it
 * the words that people wrote (`human-part.ts`), which no compilation touches.
 */

import type { Block } from './facts.ts';
import type { SectionId } from './section-ids.ts';
import type { Story } from './story.ts';

/** What the events cannot say of themselves. */
export interface CompileOptions {
  /** Hash of the newest event in the chain, 64 hex digits. */
  readonly chainHead?: string;
}

export interface Section {
  readonly id: SectionId;
  /** Heading; empty where the section brings its own. */
  readonly title: string;
  /** The compiled part: blocks below the heading, made when asked for. Linear in the number of events. */
  write(story: Story, options: CompileOptions): Iterable<Block>;
}
