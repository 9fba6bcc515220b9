/**
 * The ids of all sections, in one place: the file name, the target of links, what people's words are filed under, and
 * what templates order. A released id never changes: logs name it.
 */

/** In the order of the built-in template. */
export const SECTION_IDS = [
  'header',
  'executive-summary',
  'impact',
  'metrics',
  'timeline',
  'attack-narrative',
  'detection',
  'response',
  'actions',
  'contributing-factors',
  'five-whys',
  'went-well',
  'went-badly',
  'lucky',
  'communications',
  'external-version',
  'evidence',
  'similar-incidents',
  'follow-ups',
  'participants',
  'checklists',
  'exceptions',
  'full-log',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];
