/** The words senders use for how bad it is. Unknown words are the caller's to flag: nothing is dropped for them. */

import { cleanLine } from './clean.ts';
import type { FindingSeverity } from './source.ts';

const WORDS: ReadonlyMap<string, FindingSeverity> = new Map([
  ...(['critical', 'crit', 'fatal', 'emergency', 'alert', 'page', 'sev1', 'sev-1', 'p1'] as const).map(
    (word) => [word, 'critical'] as const,
  ),
  ...(['high', 'error', 'err', 'major', 'severe', 'sev2', 'sev-2', 'p2'] as const).map(
    (word) => [word, 'high'] as const,
  ),
  ...(['medium', 'moderate', 'warning', 'warn', 'sev3', 'sev-3', 'p3'] as const).map(
    (word) => [word, 'medium'] as const,
  ),
  ...(['low', 'minor', 'notice', 'sev4', 'sev-4', 'p4'] as const).map((word) => [word, 'low'] as const),
  ...(['info', 'information', 'informational', 'debug', 'none', 'p5'] as const).map((word) => [word, 'info'] as const),
]);

/** Undefined for a word that is not known. */
export function severityOfWord(word: string): FindingSeverity | undefined {
  return WORDS.get(word.trim().toLowerCase());
}

/** The warning for a word that is not known; `of` names the finding. */
export function unknownSeverity(word: string, of: string): string {
  const seen = cleanLine(word, 60);
  return `${seen === '' ? 'No severity' : `An unknown severity “${seen}”`} in ${cleanLine(of, 100)}; taken as medium.`;
}
