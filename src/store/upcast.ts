/** Brings events of older versions to today's shapes. Released names and fields never change, so this grows slowly. */

import type { IncidentEvent } from '../incident/events.ts';

/** What was read from the log is ours: it was written by this code or an older one, and the chain proves it. */
export function upcast(recorded: unknown): IncidentEvent {
  return recorded as IncidentEvent;
}
