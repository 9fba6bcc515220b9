/** The plain text of a node, in order; of a picture the words that stand for it. */

import type { Nodes } from 'mdast';

export function textOf(node: Nodes | undefined): string {
  if (node === undefined) return '';
  if ('value' in node) return node.value;
  if (node.type === 'image') return node.alt ?? '';
  return 'children' in node ? node.children.map((child) => textOf(child)).join('') : '';
}
