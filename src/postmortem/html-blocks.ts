/**
 * Blocks of the tree as HTML. Every tag and attribute that can come out is written here, text and values are escaped,
 * and a node of any other kind is an error: nothing has to be sanitised afterwards, because nothing else can be said.
 */

import type { List, PhrasingContent, RootContent, Table, TableRow } from 'mdast';
import { svgOf } from './drawing.ts';
import type { Assets } from './format.ts';

/** One block, without a line break after it. */
export function blockHtml(node: RootContent, assets: Assets): string {
  switch (node.type) {
    case 'heading':
      return `<h${node.depth}${attributes(node)}>${inlines(node.children, assets)}</h${node.depth}>`;
    case 'paragraph':
      return `<p${attributes(node)}>${inlines(node.children, assets)}</p>`;
    case 'blockquote':
      return `<blockquote${attributes(node)}>\n${blocks(node.children, assets)}\n</blockquote>`;
    case 'list':
      return list(node, assets);
    case 'code':
      return `<pre${attributes(node)}><code>${escaped(node.value)}</code></pre>`;
    case 'thematicBreak':
      return '<hr>';
    case 'table':
      return table(node, assets);
    default:
      throw new TypeError(`A document holds no ${node.type}.`);
  }
}

/** Text or the value of an attribute. */
export function escaped(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`) : text;
}

function blocks(nodes: readonly RootContent[], assets: Assets): string {
  return nodes.map((node) => blockHtml(node, assets)).join('\n');
}

function list(node: List, assets: Assets): string {
  const tag = node.ordered ? 'ol' : 'ul';
  const start = node.ordered && typeof node.start === 'number' && node.start !== 1 ? ` start="${node.start}"` : '';
  const items = node.children.map((item) => {
    const [first, ...rest] = item.children;
    const tick = typeof item.checked === 'boolean' ? (item.checked ? '☑ ' : '☐ ') : '';
    if (first?.type !== 'paragraph' || item.spread) return `<li>${tick}${blocks(item.children, assets)}</li>`;
    return `<li>${tick}${inlines(first.children, assets)}${rest.length > 0 ? `\n${blocks(rest, assets)}` : ''}</li>`;
  });
  return `<${tag}${start}${attributes(node)}>\n${items.join('\n')}\n</${tag}>`;
}

/** In a region of its own that scrolls: long rows must not widen the page. */
function table(node: Table, assets: Assets): string {
  const [head, ...body] = node.children;
  const label = node.data?.hProperties?.ariaLabel;
  const named = label === undefined ? '' : ` aria-label="${escaped(label)}"`;
  return [
    `<div class="wide" role="region"${named} tabindex="0"><table${named}>`,
    head === undefined ? '' : `<thead>\n${row(head, true, assets)}\n</thead>`,
    '<tbody>',
    ...body.map((one) => row(one, false, assets)),
    '</tbody>',
    '</table></div>',
  ].join('\n');
}

/** Header cells say what they head: columns in the head row, the row in its first cell. */
function row(node: TableRow, head: boolean, assets: Assets): string {
  const cells = node.children.map((cell, index) => {
    const words = inlines(cell.children, assets);
    if (head) return `<th scope="col">${words}</th>`;
    return index === 0 ? `<th scope="row">${words}</th>` : `<td>${words}</td>`;
  });
  return `<tr${attributes(node)}>${cells.join('')}</tr>`;
}

function inlines(nodes: readonly PhrasingContent[], assets: Assets): string {
  let written = '';
  for (const node of nodes) written += inline(node, assets);
  return written;
}

function inline(node: PhrasingContent, assets: Assets): string {
  switch (node.type) {
    case 'text':
      return dressed(node.data?.hName, node.data?.hProperties?.dateTime, escaped(node.value));
    case 'strong':
      return `<strong>${inlines(node.children, assets)}</strong>`;
    case 'emphasis':
      return `<em>${inlines(node.children, assets)}</em>`;
    case 'delete':
      return `<del>${inlines(node.children, assets)}</del>`;
    case 'inlineCode':
      return `<code>${escaped(node.value)}</code>`;
    case 'break':
      return '<br>';
    case 'link':
      return link(node.url, inlines(node.children, assets));
    case 'image':
      return picture(node.url, node.alt ?? '', assets);
    default:
      throw new TypeError(`A line holds no ${node.type}.`);
  }
}

function dressed(name: 'bdi' | 'time' | undefined, time: string | undefined, words: string): string {
  if (name === 'time') return `<time datetime="${escaped(time ?? '')}">${words}</time>`;
  return name === 'bdi' ? `<bdi>${words}</bdi>` : words;
}

/** Into the document, or to an `https:` address; any other is not written. */
function link(url: string, words: string): string {
  if (/^(?:#|\/(?!\/))/.test(url)) return `<a href="${escaped(url)}">${words}</a>`;
  if (!url.startsWith('https://')) return words;
  return `<a href="${escaped(url)}" rel="noopener noreferrer nofollow">${words}</a>`;
}

/** Drawings stand in place; no picture is ever fetched. */
function picture(name: string, alternative: string, assets: Assets): string {
  const drawing = assets[name];
  return drawing === undefined ? escaped(alternative) : svgOf(drawing);
}

function attributes(node: RootContent): string {
  const { id, className, dir } = node.data?.hProperties ?? {};
  return [
    id === undefined ? '' : ` id="${escaped(id)}"`,
    className === undefined ? '' : ` class="${className.map(escaped).join(' ')}"`,
    dir === undefined ? '' : ` dir="${dir}"`,
  ].join('');
}
