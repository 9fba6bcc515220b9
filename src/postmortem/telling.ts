/** What an event says, in one line, for the timeline and the log. */

import { describe } from '../incident/describe.ts';
import type { IncidentEvent } from '../incident/events.ts';
import { said, type Words } from './words.ts';

/** The core's sentence for an event. All of it counts as outside text: most of it is. */
export function tell(event: IncidentEvent): Words {
  return said(describe(event));
}
