/** One look at an incident: who reads it, when, and what they chose to see. */

import type { Person } from '../../incident/actor.ts';
import type { Filter } from '../talk.ts';

/** Parts of the page that are tabs where they do not fit beside each other. */
export const TABS = ['way', 'talk', 'facts'] as const;
export type Tab = (typeof TABS)[number];

export interface Reading {
  readonly person: Person;
  readonly at: Date;
  readonly show: Filter;
  readonly tab: Tab;
  /** How many of the newest entries of the talk are shown. */
  readonly entries: number;
}
