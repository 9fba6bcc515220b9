/** What is laid across the paper: tables too wide for an upright sheet, with all of their section around them. */

import type { RootContent } from 'mdast';

/** More columns than this stand across. */
const UPRIGHT_COLUMNS = 8;

export function isWide(node: RootContent): boolean {
  return node.type === 'table' && (node.children[0]?.children.length ?? 0) > UPRIGHT_COLUMNS;
}

/**
 * For each block whether its sheet lies across: a heading is not parted from its table by a change of paper. A wide table
 * of people's turns no section.
 */
export function acrossOf(blocks: readonly RootContent[]): readonly boolean[] {
  const starts = blocks.flatMap((block, index) => (index === 0 || isSection(block) ? [index] : []));
  return starts.flatMap((from, index) => {
    const section = blocks.slice(from, starts[index + 1]);
    const turned = section.some((block) => isWide(block) && block.data?.speaks !== 'human');
    return section.map((block) => turned || isWide(block));
  });
}

function isSection(block: RootContent): boolean {
  return block.type === 'heading' && block.depth <= 2;
}
