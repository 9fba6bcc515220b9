/** A whole post-mortem in every form that needs no further tool, from one compilation. */

import { sha256 } from '../base/chain.ts';
import type { IncidentEvent } from '../incident/events.ts';
import { drawTimeline } from './chart.ts';
import { compile } from './compile.ts';
import { contentsOf, html, renderFragment, type TocEntry } from './formats/html.ts';
import { markdown } from './formats/markdown.ts';
import { TIMELINE_FILE } from './sections/timeline.ts';

export interface PostmortemDocument {
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
export function writePostmortem(
  events: readonly IncidentEvent[],
  options: { readonly chainHead: string },
): PostmortemDocument {
  const tree = compile(events, options);
  const svg = drawTimeline(events);
  const assets = { [TIMELINE_FILE]: svg };
  const text = markdown.render(tree);
  return {
    markdown: text,
    html: html.render(tree, assets),
    fragment: renderFragment(tree, assets),
    toc: contentsOf(tree),
    svg,
    sha256: sha256(text),
  };
}
