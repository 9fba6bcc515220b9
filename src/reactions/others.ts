/** What reactions ask about other incidents than their own. */

import type { Incident } from '../incident/incident.ts';
import type { Likeness } from '../incident/likeness.ts';

/** An incident that declares a platform compromised, for all of them. */
export interface Declaring {
  readonly number: number;
  readonly codename: string;
  readonly platform: string;
}

export interface Others {
  /** What live incidents declare compromised now. */
  declared(): Promise<readonly Declaring[]>;
  /** Ids of the open ones. */
  open(): Promise<readonly string[]>;
  /** Those like this one, the most alike first. */
  alike(incident: Incident): Promise<readonly Likeness[]>;
}
