/** What is known of other incidents like this one. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision } from './decision.ts';
import type { Incident } from './incident.ts';
import type { Likeness } from './likeness.ts';

/** The same findings again are nothing new, and finding nothing is no event. */
export function recordSimilar({ found }: CommandOf<'RecordSimilar'>, incident: Incident): Decision {
  const before = incident.similar ?? [];
  if (found.length === before.length && found.every((one, index) => isSame(one, before[index]))) return accept();
  return accept({ type: 'SimilarFound', data: { found } });
}

function isSame(one: Likeness, other: Likeness | undefined): boolean {
  return one.number === other?.number && JSON.stringify(one.reasons) === JSON.stringify(other.reasons);
}
