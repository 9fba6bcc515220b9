/** How long requests for approval waited for people, and what came of them. */

import type { IncidentEvent } from '../incident/events.ts';

export interface Wait {
  readonly outcome: 'authorized' | 'denied' | 'expired' | 'dropped';
  readonly seconds: number;
}

/** Ended requests, in the order they ended; one that still waits is none. Breaking the glass ends a request as well. */
export function waitsOf(events: readonly IncidentEvent[]): readonly Wait[] {
  const asked = new Map<string, string>();
  const waits: Wait[] = [];
  for (const event of events) {
    if (event.type === 'ApprovalRequested') {
      asked.set(event.data.actionId, event.recordedAt);
      continue;
    }
    const outcome = OUTCOMES[event.type];
    if (outcome === undefined || !('actionId' in event.data)) continue;
    const since = asked.get(event.data.actionId);
    if (since === undefined) continue;
    asked.delete(event.data.actionId);
    waits.push({ outcome, seconds: (Date.parse(event.recordedAt) - Date.parse(since)) / 1000 });
  }
  return waits;
}

const OUTCOMES: Readonly<Partial<Record<IncidentEvent['type'], Wait['outcome']>>> = {
  ActionAuthorized: 'authorized',
  ApprovalDenied: 'denied',
  ApprovalExpired: 'expired',
  ApprovalsVoided: 'dropped',
  ActionCancelled: 'dropped',
};
