/** A whole post-mortem, from which every form is made when it is asked for: nobody pays for one that nobody reads. */

import { createHash } from 'node:crypto';
import type { IncidentEvent } from '../incident/events.ts';
import { drawTimeline } from './chart.ts';
import { blocksOf } from './compile.ts';
import { svgOf } from './drawing.ts';
import type { Assets } from './format.ts';
import { contentsOf, pageParts, renderFragment, type TocEntry } from './formats/html.ts';
import { markdownParts } from './formats/markdown.ts';
import type { CompileOptions } from './section.ts';
import { TIMELINE_FILE } from './sections/timeline.ts';
import { readStory } from './story.ts';

/** Made anew at each access, from the same events to the same bytes. */
export interface PostmortemDocument {
  /** The Markdown as UTF-8, piece by piece, each made when the one before was taken. */
  readonly parts: Iterable<Buffer>;
  readonly markdown: string;
  /** One self-contained page. */
  readonly html: string;
  /** The same without page and style, for a page that has its own. */
  readonly fragment: string;
  readonly toc: readonly TocEntry[];
  /** What the Markdown refers to as `timeline.svg`. */
  readonly svg: string;
  /** Of the Markdown's UTF-8 bytes: the form that `PostmortemWritten` records. */
  readonly sha256: string;
}

/** Writes the post-mortem of one incident's log. Deterministic to the byte. Throws `not_found` without an incident. */
export function writePostmortem(events: readonly IncidentEvent[], options: CompileOptions): PostmortemDocument {
  const story = readStory(events);
  const assets = (): Assets => ({ [TIMELINE_FILE]: drawTimeline(events) });
  const tree = () => ({ type: 'root' as const, children: [...blocksOf(story, options)] });
  const blocks = () => blocksOf(story, options);
  return {
    get parts() {
      return markdownParts(blocks());
    },
    get markdown() {
      return Buffer.concat([...this.parts]).toString();
    },
    get html() {
      return Buffer.concat(pageParts(blocks(), assets())).toString();
    },
    get fragment() {
      return renderFragment(tree(), assets());
    },
    get toc() {
      return contentsOf(tree());
    },
    get svg() {
      return svgOf(drawTimeline(events));
    },
    get sha256() {
      const hash = createHash('sha256');
      for (const part of this.parts) hash.update(part);
      return hash.digest('hex');
    },
  };
}
