/** Paths into JSON as configuration writes them: `alert.rule.name`, `hosts[0].ip`, `tags[*]`, `labels["a.b"]`. */

import { dig, list, members } from './dig.ts';

/** A member name, a position, or every item. */
export type Step = string | number | typeof EVERY;

const EVERY = Symbol('every item');
const STEP = /\.?([A-Za-z_@][\w@-]*)|\[(\d{1,5}|\*)\]|\[(?:'([^']+)'|"([^"]+)")\]/y;
const MAX_STEPS = 16;
const MAX_VALUES = 200;

/** The steps of a path; a leading `$` or `$.` means nothing. Undefined where it is none. */
export function parsePath(path: string): readonly Step[] | undefined {
  const rest = path.trim().replace(/^\$\.?/, '');
  const steps: Step[] = [];
  let position = 0;
  while (position < rest.length) {
    STEP.lastIndex = position;
    const found = STEP.exec(rest);
    if (!found || (position === 0 && rest.startsWith('.'))) return undefined;
    steps.push(stepOf(found));
    position = STEP.lastIndex;
  }
  return steps.length > MAX_STEPS ? undefined : steps;
}

/** Every value at the path, at most 200; none where a step is missing. */
export function valuesAt(value: unknown, steps: readonly Step[]): readonly unknown[] {
  let found: readonly unknown[] = [value];
  for (const step of steps) {
    found = found.flatMap((at) => (step === EVERY ? every(at) : [dig(at, step)])).slice(0, MAX_VALUES);
    found = found.filter((item) => item !== undefined && item !== null);
  }
  return found;
}

function stepOf([, name, index, single, double]: RegExpExecArray): Step {
  if (index === '*') return EVERY;
  return index === undefined ? (name ?? single ?? double ?? '') : Number(index);
}

function every(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? list(value) : members(value).map(([, item]) => item);
}
