/** GitHub-flavoured Markdown in which text from outside is neither markup, link, mention nor HTML. */

import type { Root, RootContent, Text } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify, { type Options } from 'remark-stringify';
import { unified } from 'unified';
import type { DocumentFormat } from '../format.ts';
import { LINKABLE, TOKEN } from '../linkable.ts';
import { tableMarkdown } from '../markdown-table.ts';
import { createSheaf } from '../sheaf.ts';

export const markdown = {
  id: 'markdown',
  label: 'Markdown',
  mediaType: 'text/markdown; charset=utf-8; variant=GFM',
  extension: 'md',
  render: (tree: Root): string => Buffer.concat([...markdownParts(tree.children)]).toString(),
} satisfies DocumentFormat;

/** The document as UTF-8, in parts: blocks are made, written and let go one by one, however long the log is. */
export function* markdownParts(blocks: Iterable<RootContent>): Generator<Buffer> {
  const sheaf = createSheaf();
  let first = true;
  for (const texts of textsOf(blocks)) {
    if (!first) sheaf.put('\n');
    first = false;
    for (const text of texts) {
      sheaf.put(text);
      yield* sheaf.full();
    }
  }
  yield* sheaf.rest();
}

/** The texts of each block. Two lists in a row need the writer to keep them apart: what people wrote is one piece. */
function* textsOf(blocks: Iterable<RootContent>): Generator<Iterable<string>> {
  let people: RootContent[] = [];
  for (const block of blocks) {
    if (block.data?.speaks === 'human') {
      people.push(block);
      continue;
    }
    if (people.length > 0) yield [writer.stringify({ type: 'root', children: people })];
    people = [];
    yield block.type === 'table' ? tableMarkdown(block) : [writer.stringify({ type: 'root', children: [block] })];
  }
  if (people.length > 0) yield [writer.stringify({ type: 'root', children: people })];
}

type Writer = NonNullable<NonNullable<Options['handlers']>['text']>;

/** Holds nothing that Markdown could read as anything else, wherever it stands. */
const PLAIN = /^(?:[a-z][a-z0-9 ,;]*[a-z0-9]|\d{4}-\d\d-\d\d[T ][\d:.]+Z?)$/i;

const writeText: Writer = Object.assign(write, { peek: (node: Text) => node.value.charAt(0) });

function write(
  node: Text,
  _parent: Parameters<Writer>[1],
  state: Parameters<Writer>[2],
  info: Parameters<Writer>[3],
): string {
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
