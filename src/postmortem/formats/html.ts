/** One self-contained, printable HTML page, and the same as a fragment for pages that have their own style. */

import type { Element, ElementContent, Root as HastRoot, Nodes } from 'hast';
import { type Schema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import type { Root, RootContent } from 'mdast';
import { toHast } from 'mdast-util-to-hast';
import type { Assets, DocumentFormat } from '../format.ts';
import { PAGE_STYLE } from '../page-style.ts';

/** One line of a table of contents. */
export interface TocEntry {
  /** Id of the heading in the document. */
  readonly id: string;
  readonly title: string;
  readonly depth: 2 | 3;
}

export const html = {
  id: 'html',
  mediaType: 'text/html; charset=utf-8',
  extension: 'html',
  render: renderPage,
} satisfies DocumentFormat;

/** Exactly what the tree is made of; whatever else appears is dropped with its attributes. */
const ALLOWED: Schema = {
  tagNames: [
    ...['h1', 'h2', 'h3', 'p', 'ul', 'li', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
    ...['a', 'strong', 'em', 'code', 'bdi', 'time', 'img'],
  ],
  attributes: {
    '*': ['id'],
    a: ['href'],
    blockquote: [['className', 'banner', 'prompt']],
    p: [['className', 'explain']],
    table: ['ariaLabel'],
    time: ['dateTime'],
    img: ['src', 'alt'],
  },
  protocols: { href: ['https'] },
  // Ids are ours alone: section names and `e-<seq>`.
  clobber: [],
};

/** A policy that lets nothing run and nothing load, whatever a reader's browser finds in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function renderPage(tree: Root, assets: Assets): string {
  const title = textOf(tree.children.find((node) => node.type === 'heading'));
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    toHtml(element('title', {}, [{ type: 'text', value: title }])),
    `<style>${PAGE_STYLE}</style>\n</head>\n<body>`,
    toHtml(contentsList(contentsOf(tree))),
    '<main>',
    renderFragment(tree, assets),
    '</main>\n</body>\n</html>\n',
  ].join('\n');
}

/** The document as `<article class="postmortem">`, without style, script or page. Its headings carry ids. */
export function renderFragment(tree: Root, assets: Assets): string {
  // Block by block, so that only one of a long log's tables is held as HTML nodes at a time.
  const blocks = tree.children.map((block) => renderBlock(block, assets));
  return `<article class="postmortem" lang="en">\n${blocks.join('\n')}\n</article>`;
}

/** Headings of sections and of their parts, in order. */
export function contentsOf(tree: Root): readonly TocEntry[] {
  const entries: TocEntry[] = [];
  for (const node of tree.children) {
    const id = node.type === 'heading' ? node.data?.hProperties?.id : undefined;
    if (node.type !== 'heading' || typeof id !== 'string') continue;
    entries.push({ id, title: textOf(node), depth: node.depth === 2 ? 2 : 3 });
  }
  return entries;
}

function renderBlock(block: RootContent, assets: Assets): string {
  const safe = sanitize(toHast({ type: 'root', children: [block] }), ALLOWED);
  const root: HastRoot = safe.type === 'root' ? safe : { type: 'root', children: [safe as ElementContent] };
  dress(root, assets);
  return toHtml(root, { allowDangerousHtml: true });
}

/** What Markdown has no words for: scopes of headers, scrolling tables, drawings in place. Runs after the sanitizer. */
function dress(parent: HastRoot | Element, assets: Assets): void {
  for (const [index, child] of parent.children.entries()) {
    if (child.type !== 'element') continue;
    dress(child, assets);
    if (child.tagName === 'tr') scope(child);
    const drawing = child.tagName === 'img' ? assets[String(child.properties.src)] : undefined;
    // The only raw nodes there are: the sanitizer has dropped any other, and drawings are made by this room.
    if (drawing !== undefined) parent.children[index] = { type: 'raw', value: drawing };
    if (child.tagName === 'table') parent.children[index] = scroller(child);
    if (child.tagName === 'a' && !String(child.properties.href).startsWith('#')) {
      child.properties.rel = ['noopener', 'noreferrer', 'nofollow'];
    }
  }
}

/** Header cells say what they head: columns in the head row, the row in its first cell. */
function scope(row: Element): void {
  const cells = row.children.filter((cell) => cell.type === 'element');
  const inHead = cells[0]?.tagName === 'th';
  for (const cell of inHead ? cells : cells.slice(0, 1)) {
    cell.tagName = 'th';
    cell.properties.scope = inHead ? 'col' : 'row';
  }
}

function scroller(table: Element): Element {
  const label = String(table.properties.ariaLabel ?? '');
  return element('div', { className: ['wide'], role: 'region', ariaLabel: label, tabIndex: 0 }, [table]);
}

function contentsList(entries: readonly TocEntry[]): Element {
  const sections = entries.filter((entry) => entry.depth === 2);
  const items = sections.map(({ id, title }) =>
    element('li', {}, [element('a', { href: `#${id}` }, [{ type: 'text', value: title }])]),
  );
  return element('nav', { ariaLabel: 'Contents' }, [element('ol', {}, items)]);
}

function element(tagName: string, properties: Element['properties'], children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

/** Plain text of a node, in order. */
function textOf(node: RootContent | Nodes | undefined): string {
  if (node === undefined) return '';
  if ('value' in node) return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}
