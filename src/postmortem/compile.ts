/** Events in, document out: the post-mortem as a tree, from the events alone. The same events give the same tree. */

import type { Root } from 'mdast';
import type { IncidentEvent } from '../incident/events.ts';
import { type Block, heading, prompt } from './facts.ts';
import { humanPart } from './human-part.ts';
import { type Outlined, outlineOf } from './outline.ts';
import type { CompileOptions } from './section.ts';
import { readStory, type Story } from './story.ts';
import { instant } from './time.ts';

/**
 * Compiles the log of one incident, in order and from its first event on, into an mdast tree with GFM tables.
 * Pure, and linear in the number of events. Throws `not_found` when no incident is declared in them.
 */
export function compile(events: readonly IncidentEvent[], options: CompileOptions = {}): Root {
  const story = readStory(events);
  const data = { imprint: imprintOf(story, options), at: new Date(instant(story.last.recordedAt) ?? 0) };
  return { type: 'root', children: [...blocksOf(story, options)], data };
}

/** Which version a copy is: the log it was compiled from, up to where, and the head of the chain there. */
function imprintOf({ last }: Story, { chainHead }: CompileOptions): string {
  return `version as of event e${last.seq}${chainHead === undefined ? '' : `, chain head ${chainHead}`}`;
}

/** The blocks of the tree one after another: a long log need never stand in memory as a whole. */
export function* blocksOf(story: Story, options: CompileOptions = {}): Generator<Block> {
  for (const outlined of outlineOf(story)) yield* sectionOf(outlined, story, options);
}

function* sectionOf({ section, title, questions }: Outlined, story: Story, options: CompileOptions): Generator<Block> {
  if (title !== '') yield heading(2, title, section.id);
  const people = humanPart(story, section.id);
  // A question that people wrote under is answered, or they would have said so.
  const asks = people.length === 0;
  for (const block of section.write(story, options)) {
    if (block.data?.speaks !== 'prompt' || (asks && questions === undefined)) yield block;
  }
  if (asks) for (const question of questions ?? []) yield prompt(question);
  yield* people;
}
