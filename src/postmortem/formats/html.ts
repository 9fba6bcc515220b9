/** One self-contained, printable HTML page, and the same as a fragment for pages that have their own style. */

import type { Root, RootContent } from 'mdast';
import type { Assets, DocumentFormat } from '../format.ts';
import { blockHtml, escaped } from '../html-blocks.ts';
import { PAGE_STYLE } from '../page-style.ts';
import { textOf } from '../text-of.ts';

/** One line of a table of contents. */
export interface TocEntry {
  /** Id of the heading in the document. */
  readonly id: string;
  readonly title: string;
  readonly depth: 2 | 3;
}

export const html = {
  id: 'html',
  label: 'HTML',
  mediaType: 'text/html; charset=utf-8',
  extension: 'html',
  render: (tree: Root, assets: Assets): string => Buffer.concat(pageParts(tree.children, assets)).toString(),
} satisfies DocumentFormat;

/** A policy that lets nothing run and nothing load, whatever a reader's browser finds in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The page as UTF-8, in parts: blocks are made, written and let go one by one, however long the log is. */
export function pageParts(blocks: Iterable<RootContent>, assets: Assets): readonly Buffer[] {
  const entries: TocEntry[] = [];
  let title = '';
  const seen = function* () {
    for (const block of blocks) {
      if (block.type === 'heading' && title === '') title = textOf(block);
      const entry = entryOf(block);
      if (entry !== undefined) entries.push(entry);
      yield block;
    }
  };
  const article = fragmentParts(seen(), assets);
  const head = [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${PAGE_STYLE}</style>\n</head>\n<body>`,
    contentsList(entries),
    '<main>\n',
  ];
  return [Buffer.from(head.join('\n')), ...article, Buffer.from('\n</main>\n</body>\n</html>\n')];
}

/** The document as `<article class="postmortem">`, without style, script or page. Its headings carry ids. */
export function renderFragment(tree: Root, assets: Assets): string {
  return Buffer.concat(fragmentParts(tree.children, assets)).toString();
}

/** Headings of sections and of their parts, in order. */
export function contentsOf(tree: Root): readonly TocEntry[] {
  return tree.children.flatMap((node) => entryOf(node) ?? []);
}

/** People's words stand in a frame of their own. */
function fragmentParts(blocks: Iterable<RootContent>, assets: Assets): Buffer[] {
  const parts = [Buffer.from('<article class="postmortem" lang="en">\n')];
  let framed = false;
  for (const block of blocks) {
    const people = block.data?.speaks === 'human';
    const frame = people === framed ? '' : people ? '<div class="people">\n' : '</div>\n';
    framed = people;
    parts.push(Buffer.from(`${frame}${blockHtml(block, assets)}\n`));
  }
  parts.push(Buffer.from(`${framed ? '</div>\n' : ''}</article>`));
  return parts;
}

function entryOf(node: RootContent): TocEntry | undefined {
  const id = node.data?.hProperties?.id;
  if (node.type !== 'heading' || id === undefined) return undefined;
  return { id, title: textOf(node), depth: node.depth === 2 ? 2 : 3 };
}

function contentsList(entries: readonly TocEntry[]): string {
  const items = entries
    .filter(({ depth }) => depth === 2)
    .map(({ id, title }) => `<li><a href="#${escaped(id)}">${escaped(title)}</a></li>`);
  return `<nav aria-label="Contents"><ol>${items.join('')}</ol></nav>`;
}
