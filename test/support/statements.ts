/** Takes a compiled post-mortem apart into its statements: what each says, and which events it cites. */

import type { Nodes, Root } from 'mdast';

export interface Statement {
  readonly speaks: string | undefined;
  readonly text: string;
  readonly cites: readonly number[];
  /** Targets of the visible citation marks. */
  readonly marks: readonly string[];
}

/** Every paragraph, heading, list item, quotation and row below a table's head, in order; people's blocks whole. */
export function statementsOf(tree: Root): readonly Statement[] {
  return tree.children.flatMap((block) => {
    if (block.data?.speaks === 'human') return [read(block)];
    if (block.type === 'table') return block.children.slice(1).map(read);
    if (block.type === 'list') return block.children.map(read);
    return [read(block)];
  });
}

export function plainText(node: Nodes): string {
  if ('value' in node) return node.value;
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map((child) => plainText(child)).join('') : '';
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
    cites: node.data?.cites ?? [],
    marks: links.filter((url) => url.startsWith('#')),
  };
}
