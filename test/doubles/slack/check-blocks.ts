/** Accepts or refuses blocks and views as Slack does: shape, lengths, counts, unique ids. */

import { shapeFault } from './block-schema.ts';
import { charactersOf, measure } from './lengths.ts';
import { refuse } from './refusal.ts';
import type { Block } from './world.ts';

const MESSAGE_BLOCKS = 50;
const VIEW_BLOCKS = 100;
/** Not documented by Slack: https://github.com/slackapi/bolt-js/issues/2509 */
export const MESSAGE_CHARACTERS = 13_200;
/** `views.*`: 250 kB. */
const VIEW_BYTES = 250_000;

/** Every fault of a message's blocks, in Slack's manner: `must be … [json-pointer:/blocks/0/text]`. */
export function faultsOf(blocks: unknown, most = MESSAGE_BLOCKS, root = '/blocks'): readonly string[] {
  if (!Array.isArray(blocks)) return [`blocks must be an array [json-pointer:${root}]`];
  const faults: string[] = [];
  if (blocks.length > most) faults.push(`no more than ${most} items allowed [json-pointer:${root}]`);
  const ids = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const pointer = `${root}/${index}`;
    measure(block, pointer, (fault, at) => faults.push(`${fault} [json-pointer:${at}]`));
    const shape = shapeFault(block, pointer);
    if (shape) faults.push(shape);
    else if (block.type === 'section' && !block.text && !block.fields) {
      faults.push(`missing required field: text or fields [json-pointer:${pointer}]`);
    }
    faults.push(...idFaults(block, pointer, ids));
  }
  return faults;
}

/** `block_id` is unique in a message, `action_id` in a block. https://docs.slack.dev/reference/block-kit/block-elements */
function idFaults(block: Block, pointer: string, ids: Set<string>): readonly string[] {
  const faults: string[] = [];
  if (block.block_id !== undefined && ids.has(block.block_id)) {
    faults.push(`block_id "${block.block_id}" already exists [json-pointer:${pointer}/block_id]`);
  }
  if (block.block_id !== undefined) ids.add(block.block_id);
  const seen = new Set<string>();
  for (const { element, at } of elementsOf(block, pointer)) {
    const id = element.action_id;
    if (typeof id !== 'string') continue;
    if (seen.has(id)) faults.push(`action_id "${id}" already exists for another element [json-pointer:${at}]`);
    seen.add(id);
  }
  return faults;
}

/** The interactive elements of a block. */
export function elementsOf(
  block: Block,
  pointer = '',
): readonly { readonly element: Record<string, unknown>; readonly at: string }[] {
  const elements = Array.isArray(block.elements) ? block.elements : [];
  const found: readonly (readonly [unknown, string])[] = [
    ...elements.map((one, index) => [one, `${pointer}/elements/${index}`] as const),
    [block.accessory, `${pointer}/accessory`],
    [block.element, `${pointer}/element`],
  ];
  return found.flatMap(([element, at]) =>
    typeof element === 'object' && element !== null ? [{ element: element as Record<string, unknown>, at }] : [],
  );
}

/** Blocks of a message, with the ids that Slack gives those that have none. Throws `invalid_blocks`. */
export function acceptBlocks(blocks: unknown, newId: () => string): Block[] {
  const faults = faultsOf(blocks);
  if (faults.length > 0) {
    throw refuse('invalid_blocks', {
      errors: faults,
      response_metadata: { messages: faults.map((fault) => `[ERROR] ${fault}`) },
    });
  }
  if (charactersOf(blocks) > MESSAGE_CHARACTERS) throw refuse('msg_blocks_too_long');
  return named(blocks as Block[], newId);
}

/** Every fault of a view. */
export function viewFaults(view: unknown): readonly string[] {
  if (typeof view !== 'object' || view === null) return ['view must be an object [json-pointer:/view]'];
  const { type, blocks, title, submit } = view as Record<string, unknown>;
  const faults: string[] = [...faultsOf(blocks, VIEW_BLOCKS, '/view/blocks')];
  const tell = (fault: string, at: string): void => void faults.push(`${fault} [json-pointer:${at}]`);
  const { blocks: _, ...outer } = view as Record<string, unknown>;
  measure(outer, '/view', tell, 'view');
  if (type === 'modal') measure(outer, '/view', tell, 'modal');
  if (type !== 'modal' && type !== 'home') faults.push('unsupported type [json-pointer:/view/type]');
  if (type === 'modal' && !title) faults.push('missing required field: title [json-pointer:/view]');
  const hasInput = Array.isArray(blocks) && blocks.some((block) => (block as Block).type === 'input');
  if (type === 'modal' && hasInput && !submit) {
    faults.push('missing required field: submit [json-pointer:/view]');
  }
  if (Buffer.byteLength(JSON.stringify(view)) > VIEW_BYTES) faults.push('view is too large [json-pointer:/view]');
  return faults;
}

/** Throws `invalid_arguments` with each fault. */
export function acceptView(view: unknown, newId: () => string): Record<string, unknown> & { blocks: Block[] } {
  const faults = viewFaults(view);
  if (faults.length > 0) {
    throw refuse('invalid_arguments', {
      response_metadata: { messages: faults.map((fault) => `[ERROR] ${fault}`) },
    });
  }
  const accepted = view as Record<string, unknown> & { blocks: Block[] };
  return { ...accepted, blocks: named(accepted.blocks, newId) };
}

function named(blocks: readonly Block[], newId: () => string): Block[] {
  return blocks.map((block) => ({ ...block, block_id: block.block_id ?? newId() }));
}
