/** What overtakes the rest where a platform lets only so much through: approvals, and what came of containment. */

import type { EventType, IncidentEvent } from '../incident/events.ts';
import type { Priority } from './shaping.ts';

const URGENT: ReadonlySet<EventType> = new Set([
  'ApprovalRequested',
  'ApprovalGiven',
  'ApprovalDenied',
  'ActionAuthorized',
  'ApprovalsVoided',
  'ApprovalExpired',
  'ActionHolding',
  'ActionNotHolding',
  'ActionFailed',
  'ActionReleased',
  'ReleaseFailed',
  'CompromiseReported',
  'PlatformCutOff',
]);

export function isUrgent(type: EventType): boolean {
  return URGENT.has(type);
}

/** Of the card of an action after an event: urgent when it is that action whose approval or result changed. */
export function urgencyOf({ type, data }: IncidentEvent, actionId: string): Priority {
  return isUrgent(type) && 'actionId' in data && data.actionId === actionId ? 'urgent' : 'refresh';
}
