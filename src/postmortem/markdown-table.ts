/**
 * Tables as GFM, cell by cell. The general writer weighs every character of a table against every construct of
 * Markdown; inside a cell only a few can occur, and a log has a hundred thousand rows.
 */

import type { PhrasingContent, Table } from 'mdast';
import { LINKABLE, TOKEN } from './linkable.ts';

/** What means something inside a cell: escapes, code, emphasis, links, HTML, entities, strikes, mathematics, bars. */
const SPECIAL = /[\\`*_[\]<>&~$|!]/g;
const BREAK = /[\r\n]/;
/** Holds nothing that Markdown could read as anything else. Most cells of a long log do. */
const PLAIN = /^[\p{L}\p{N} ,;.()\-:“”’]*$/u;

/** Line by line, each with its end: a long table never stands in memory as one text. */
export function* tableMarkdown({ children }: Table): Generator<string> {
  for (const [index, row] of children.entries()) {
    yield `|${row.children.map(cell).join('|')}|\n`;
    if (index === 0) yield `| ${row.children.map(() => '-').join(' | ')} |\n`;
  }
}

function cell({ children }: { readonly children: readonly PhrasingContent[] }): string {
  let written = ' ';
  for (const node of children) written += inline(node);
  return `${written} `;
}

function inline(node: PhrasingContent): string {
  switch (node.type) {
    case 'text':
      return node.data?.anchor === undefined ? text(node.value) : `<a id="${node.data.anchor}"></a>${text(node.value)}`;
    case 'inlineCode':
      return `\`${node.value}\``;
    case 'strong':
      return `**${node.children.map(inline).join('')}**`;
    case 'emphasis':
      return `_${node.children.map(inline).join('')}_`;
    case 'delete':
      return `~~${node.children.map(inline).join('')}~~`;
    case 'link':
      return `[${node.children.map(inline).join('')}](${node.url.replace(/[&$]/g, '\\$&')})`;
    default:
      throw new TypeError(`A cell holds no ${node.type}.`);
  }
}

function text(words: string): string {
  // A row ends with its line, whoever wrote the words.
  const value = BREAK.test(words) ? words.replace(/[\r\n]+/g, ' ') : words;
  if (PLAIN.test(value) && !LINKABLE.test(value)) return value;
  let written = '';
  let from = 0;
  for (const match of LINKABLE.test(value) ? value.matchAll(TOKEN) : []) {
    if (!LINKABLE.test(match[0])) continue;
    written += `${escaped(value.slice(from, match.index))}\`${match[0]}\``;
    from = match.index + match[0].length;
  }
  return written + escaped(from === 0 ? value : value.slice(from));
}

function escaped(text: string): string {
  return text.replace(SPECIAL, '\\$&');
}
