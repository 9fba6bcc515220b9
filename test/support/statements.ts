/** Takes a compiled post-mortem apart into its statements: what each says, and which events it cites. */

import type { BlockContent, Nodes, PhrasingContent, Root, RootContent } from 'mdast';

export interface Statement {
  readonly speaks: string | undefined;
  readonly text: string;
  /** The same with `◌` in place of everything that is not the document's own wording. */
  readonly own: string;
  readonly cites: readonly number[];
  /** Targets of the visible citation marks. */
  readonly marks: readonly string[];
}

/**
 * Every sentence of paragraphs, list items and banners, every heading, question and row below a table's head, in order;
 * people's blocks whole. A sentence cites what its own marks cite: one that has none cites nothing.
 */
export function statementsOf(tree: Root): readonly Statement[] {
  return tree.children.flatMap((block) => {
    if (block.data?.speaks === 'human') return [read(block)];
    if (block.type === 'table') return block.children.slice(1).map(read);
    if (block.type === 'list') return block.children.flatMap((item) => item.children.flatMap(sentencesOf));
    if (block.type === 'blockquote' && block.data?.speaks === 'fact') return block.children.flatMap(sentencesOf);
    return block.data?.speaks === 'fact' ? sentencesOf(block) : [read(block)];
  });
}

/** A paragraph cut after the marks of each sentence; what follows the last marks is a sentence without any. */
function sentencesOf(block: RootContent | BlockContent): readonly Statement[] {
  if (block.type !== 'paragraph' || block.children[0]?.type === 'image') return [read(block)];
  const sentences: { words: PhrasingContent[]; cites: readonly number[] }[] = [];
  let words: PhrasingContent[] = [];
  for (const node of block.children) {
    const cites = node.type === 'link' ? node.data?.cites : undefined;
    const last = sentences.at(-1);
    if (cites !== undefined) sentences.push({ words: [...words, node], cites });
    else if (words.length === 0 && last !== undefined && isMark(node)) last.words.push(node);
    else words.push(node);
    if (cites !== undefined) words = [];
  }
  if (words.length > 0) sentences.push({ words, cites: [] });
  return sentences.map(({ words: children, cites }) => ({
    ...read({ type: 'paragraph', children, data: { speaks: 'fact', cites } }),
    text: plainText({ type: 'paragraph', children }).trim(),
  }));
}

const BETWEEN_MARKS = /^(?: | … | \(\d+ events\))$/;

/** The further marks of a sentence, and what stands between them. */
function isMark(node: PhrasingContent): boolean {
  if (node.type === 'text') return BETWEEN_MARKS.test(node.value);
  return node.type === 'link' && node.url.startsWith('#e-');
}

export function plainText(node: Nodes): string {
  if ('value' in node) return node.value;
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map((child) => plainText(child)).join('') : '';
}

function ownText(node: Nodes): string {
  if (node.type === 'text' && BETWEEN_MARKS.test(node.value)) return ' ';
  if (node.type === 'text') return node.data?.hName === undefined ? node.value : '◌';
  if (node.type === 'link' && node.url.startsWith('#')) return '';
  if ('value' in node) return '◌';
  if (!('children' in node)) return '';
  return node.children.map((child) => ownText(child)).join(node.type === 'tableRow' ? ' | ' : '');
}

/** All nodes of a tree, parents first. */
export function* everyNode(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* everyNode(child);
}

function read(node: Nodes): Statement {
  const links = [...everyNode(node)].filter((one) => one.type === 'link').map(({ url }) => url);
  return {
    speaks: node.data?.speaks,
    text: plainText(node),
    own: ownText(node),
    cites: node.data?.cites ?? [],
    marks: links.filter((url) => url.startsWith('#')),
  };
}
