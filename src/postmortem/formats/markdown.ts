/** GitHub-flavoured Markdown in which text from outside is neither markup, link, mention nor HTML. */

import type { Root, Text } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify, { type Options } from 'remark-stringify';
import { unified } from 'unified';
import type { DocumentFormat } from '../format.ts';

export const markdown = {
  id: 'markdown',
  mediaType: 'text/markdown; charset=utf-8; variant=GFM',
  extension: 'md',
  render: (tree: Root): string => writer.stringify(tree),
} satisfies DocumentFormat;

type Writer = NonNullable<NonNullable<Options['handlers']>['text']>;

/**
 * Readers link addresses and mentions after parsing, so no escape stops them (cmark-gfm `postprocess_text`,
 * mdast-util-gfm-autolink-literal): only a code span does. A span holds none of space, backslash, bar and backtick,
 * which GFM tables cannot carry inside code in every combination.
 */
const LINKABLE = /@|:\/\/|www\.|#\d/iu;
/** Holds nothing that Markdown could read as anything else, wherever it stands. Most cells of a long log do. */
const PLAIN = /^(?:[a-z][a-z0-9 ,;]*[a-z0-9]|\d{4}-\d\d-\d\d[T ][\d:.]+Z?)$/i;
const TOKEN = /[^\s\\|`]+/gu;

const writeText: Writer = Object.assign(write, { peek: (node: Text) => node.value.charAt(0) });

function write(
  node: Text,
  _parent: Parameters<Writer>[1],
  state: Parameters<Writer>[2],
  info: Parameters<Writer>[3],
): string {
  const anchor = node.data?.anchor;
  if (anchor !== undefined) return `<a id="${anchor}"></a>${state.safe(node.value, info)}`;
  if (PLAIN.test(node.value)) return node.value;
  const written: string[] = [];
  let before = info.before;
  let from = 0;
  for (const match of LINKABLE.test(node.value) ? node.value.matchAll(TOKEN) : []) {
    if (!LINKABLE.test(match[0])) continue;
    const text = node.value.slice(from, match.index);
    if (text !== '') written.push(state.safe(text, { ...info, before, after: '`' }));
    written.push(`\`${match[0]}\``);
    before = '`';
    from = match.index + match[0].length;
  }
  const rest = from === 0 ? node.value : node.value.slice(from);
  if (rest !== '') written.push(state.safe(rest, { ...info, before }));
  return written.join('');
}

const writer = unified()
  .use(remarkGfm, { tablePipeAlign: false })
  .use(remarkStringify, {
    bullet: '-',
    rule: '-',
    emphasis: '_',
    handlers: { text: writeText },
    // Readers with mathematics would set what stands between two dollar signs.
    unsafe: [{ character: '$', inConstruct: 'phrasing' }],
  })
  .freeze();
