/** The document in its sections, for pages that show and compare them one by one. */

import type { Root, RootContent } from 'mdast';
import type { IncidentEvent } from '../incident/events.ts';
import { drawTimeline } from './chart.ts';
import { compile } from './compile.ts';
import { compileExternal } from './external.ts';
import type { Assets } from './format.ts';
import { renderFragment } from './formats/html.ts';
import { FORMATS } from './formats/index.ts';
import type { CompileOptions } from './section.ts';
import { SECTION_IDS, type SectionId } from './section-ids.ts';
import { TIMELINE_FILE } from './sections/timeline.ts';
import { textOf } from './text-of.ts';

export interface Part {
  readonly id: SectionId;
  /** Empty for the head of the document, which brings its own. */
  readonly title: string;
  /** Below the section's heading. */
  readonly tree: Root;
}

export interface RenderedPart {
  readonly id: SectionId;
  readonly title: string;
  readonly fragment: string;
}

/** Cuts the tree at the headings of sections. Everything belongs to one part, in order. */
export function partsOf(tree: Root): readonly Part[] {
  const parts: { id: SectionId; title: string; tree: { type: 'root'; children: RootContent[] } }[] = [
    { id: 'header', title: '', tree: { type: 'root', children: [] } },
  ];
  for (const block of tree.children) {
    const id = sectionOf(block);
    if (id) parts.push({ id, title: textOf(block), tree: { type: 'root', children: [] } });
    else parts.at(-1)?.tree.children.push(block);
  }
  return parts;
}

/**
 * Compiles and renders every section but the full log, which has a page of its own. `citation` is the address that the
 * mark of an event leads to.
 */
export function renderParts(
  events: readonly IncidentEvent[],
  options: CompileOptions,
  citation: (seq: number) => string,
): readonly RenderedPart[] {
  const assets: Assets = { [TIMELINE_FILE]: drawTimeline(events) };
  return partsOf(compile(events, options))
    .filter(({ id }) => id !== 'full-log')
    .map(({ id, title, tree }) => {
      for (const node of tree.children) lead(node, citation);
      return { id, title, fragment: renderFragment(tree, assets) };
    });
}

/** A copy in one format, by its file extension; undefined when there is no such format. */
export async function renderCopy(
  events: readonly IncidentEvent[],
  options: CompileOptions,
  extension: string,
): Promise<{ readonly mediaType: string; readonly body: string | Uint8Array } | undefined> {
  const format = FORMATS.find((one) => one.extension === extension);
  if (!format) return undefined;
  const body = await format.render(compile(events, options), { [TIMELINE_FILE]: drawTimeline(events) });
  return { mediaType: format.mediaType, body };
}

/** The external version in one format, under a name that tells nothing either. */
export async function renderExternal(
  events: readonly IncidentEvent[],
  extension: string,
): Promise<ExternalCopy | undefined> {
  const format = FORMATS.find((one) => one.extension === extension);
  if (!format) return undefined;
  const tree = compileExternal(events);
  const day = events[0]?.occurredAt.slice(0, 10) ?? '';
  const body = await format.render(tree, {});
  return { mediaType: format.mediaType, body, fileName: `security-incident-${day}.${extension}` };
}

export interface ExternalCopy {
  readonly mediaType: string;
  readonly body: string | Uint8Array;
  readonly fileName: string;
}

function sectionOf(block: RootContent): SectionId | undefined {
  if (block.type !== 'heading' || block.depth !== 2) return undefined;
  const id = block.data?.hProperties?.id;
  return SECTION_IDS.find((one) => one === id);
}

/** The log is not on this page: marks lead to where it is. */
function lead(node: RootContent, citation: (seq: number) => string): void {
  if (node.type === 'link') {
    const seq = /^#e-(\d+)$/.exec(node.url)?.[1];
    if (seq) node.url = citation(Number(seq));
    else if (node.url === '#full-log') node.url = citation(1);
  } else if ('children' in node) for (const child of node.children) lead(child, citation);
}
