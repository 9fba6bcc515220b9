/** What two versions of a document differ in: its sections' Markdown, compared line by line. */

import type { Root } from 'mdast';
import { changesBetween } from '../incident/lines.ts';
import { markdown } from './formats/markdown.ts';
import { partsOf } from './parts.ts';

export interface Line {
  readonly kind: 'kept' | 'gone' | 'new' | 'gap';
  readonly text: string;
}

export interface SectionDifference {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Lines that are the same around a change: enough to see where one is. */
const AROUND = 2;

/** Sections that differ, each with its changes and what stands around them. The full log only grows: it is left out. */
export function differencesBetween(before: Root, after: Root): readonly SectionDifference[] {
  const old = new Map(partsOf(before).map((part) => [part.id, linesOf(part.tree)]));
  const fresh = new Map(partsOf(after).map((part) => [part.id, linesOf(part.tree)]));
  const titles = new Map([...partsOf(before), ...partsOf(after)].map(({ id, title }) => [id, title]));
  return [...titles].flatMap(([id, title]) => {
    if (id === 'full-log') return [];
    const lines = compared(old.get(id) ?? [], fresh.get(id) ?? []);
    return lines.length === 0 ? [] : [{ id, title: title || 'Head of the document', lines }];
  });
}

function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  const all: Line[] = [];
  let at = 0;
  for (const change of changesBetween(before, after)) {
    all.push(...marked('kept', before.slice(at, change.before.from)));
    all.push(...marked('gone', before.slice(change.before.from, change.before.to)));
    all.push(...marked('new', after.slice(change.after.from, change.after.to)));
    at = change.before.to;
  }
  return at === 0 && all.length === 0 ? [] : shortened([...all, ...marked('kept', before.slice(at))]);
}

function marked(kind: Line['kind'], lines: readonly string[]): readonly Line[] {
  return lines.map((text) => ({ kind, text }));
}

/** Only what is near a change; the rest is one gap each. */
function shortened(lines: readonly Line[]): readonly Line[] {
  const near = lines.map(({ kind }) => kind !== 'kept');
  const shown = lines.map((_, index) => near.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(Boolean));
  return lines.flatMap((line, index): readonly Line[] => {
    if (shown[index]) return [line];
    return index === 0 || shown[index - 1] ? [{ kind: 'gap', text: '' }] : [];
  });
}

function linesOf(tree: Root): readonly string[] {
  return markdown.render(tree).split('\n');
}
