/** The platforms that can be sides of incidents, and what reactions do on them beside their port. */

import type { ChatPlatform, Pass } from '../chat/platform.ts';
import type { Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';

export interface Sides {
  /** Those that are connected here, the Room first. */
  readonly platforms: readonly ChatPlatform[];
  /** Shows on the other sides whether a message is on the timeline. */
  mark(incidentId: string, platform: string, message: string, marked: boolean): Promise<void>;
  /** Mails the person a one-time link into the Room. Again for the same occasion, it is the same link. */
  mailPass(incident: Incident, person: Person, pass: Pass): Promise<'sent' | 'no_address'>;
}
