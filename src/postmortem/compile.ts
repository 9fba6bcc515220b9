/** Events in, document out: the post-mortem as a tree, from the events alone. The same events give the same tree. */

import type { Root } from 'mdast';
import type { IncidentEvent } from '../incident/events.ts';
import { heading } from './facts.ts';
import type { CompileOptions } from './section.ts';
import { SECTIONS } from './sections/index.ts';
import { readStory } from './story.ts';

/**
 * Compiles the log of one incident, in order and from its first event on, into an mdast tree with GFM tables.
 * Pure, and linear in the number of events. Throws `not_found` when no incident is declared in them.
 */
export function compile(events: readonly IncidentEvent[], options: CompileOptions = {}): Root {
  const story = readStory(events);
  const root: Root = { type: 'root', children: [] };
  for (const section of SECTIONS) {
    if (section.title !== '') root.children.push(heading(2, section.title, section.id));
    for (const block of section.write(story, options)) root.children.push(block);
  }
  return root;
}
