/** Folds what is kept beside the action: talk, evidence, clocks, nags, the post-mortem. */

import type { EventOf } from './events.ts';
import { type DisposalEvent, evolveDisposal, evolveKeeping, lockedItem, type OrderEvent } from './evolve-keeping.ts';
import type { EvidenceItem, Incident } from './incident.ts';

type RecordEvent = EventOf<
  | 'IncidentAbsorbed'
  | 'NoteAdded'
  | 'EntryEdited'
  | 'MessageCaptured'
  | 'CaptureWithdrawn'
  | 'UpdatePosted'
  | 'NagRaised'
  | 'NagSnoozed'
  | 'EvidenceRequested'
  | 'EvidenceFixed'
  | 'EvidenceCollected'
  | 'EvidenceLocked'
  | 'EvidenceFailed'
  | OrderEvent['type']
  | DisposalEvent['type']
  | 'ClockStarted'
  | 'ClockStopped'
  | 'PostmortemWritten'
>;

export function evolveRecord(incident: Incident, event: RecordEvent): Incident {
  switch (event.type) {
    case 'IncidentAbsorbed':
      return { ...incident, absorbed: [...(incident.absorbed ?? []), event.data.incidentId] };
    case 'NoteAdded':
    case 'EntryEdited':
    case 'MessageCaptured':
    case 'CaptureWithdrawn':
      return evolveEntry(incident, event);
    case 'UpdatePosted':
      return {
        ...incident,
        updates: (incident.updates ?? 0) + 1,
        lastUpdate: { text: event.data.text, at: event.occurredAt, by: event.by },
      };
    case 'NagRaised':
      return nag(incident, event.data.nag, { times: event.data.times, lastAt: event.occurredAt });
    case 'NagSnoozed':
      return nag(incident, event.data.nag, {
        times: incident.nags[event.data.nag]?.times ?? 0,
        lastAt: incident.nags[event.data.nag]?.lastAt ?? event.occurredAt,
        snoozedUntil: event.data.until,
      });
    case 'EvidenceRequested':
    case 'EvidenceFixed':
    case 'EvidenceCollected':
    case 'EvidenceLocked':
    case 'EvidenceFailed':
      return evolveEvidence(incident, event);
    case 'EvidenceHeld':
    case 'HoldLifted':
    case 'RetentionExtended':
      return evolveKeeping(incident, event);
    case 'EvidenceDisposalRequested':
    case 'EvidenceDisposalConfirmed':
    case 'EvidenceDisposed':
    case 'EvidenceDisposalRefused':
      return evolveDisposal(incident, event);
    case 'ClockStarted':
      return { ...incident, clocks: [...incident.clocks, { ...event.data }] };
    case 'ClockStopped': {
      const { clockId, outcome, proof } = event.data;
      const stopped = { at: event.occurredAt, by: event.by, outcome, proof };
      return {
        ...incident,
        clocks: incident.clocks.map((clock) => (clock.clockId === clockId ? { ...clock, stopped } : clock)),
      };
    }
    case 'PostmortemWritten':
      return { ...incident, postmortem: event.data };
  }
}

function evolveEntry(
  incident: Incident,
  event: EventOf<'NoteAdded' | 'EntryEdited' | 'MessageCaptured' | 'CaptureWithdrawn'>,
): Incident {
  const { entryId } = event.data;
  const { by } = event;
  switch (event.type) {
    case 'NoteAdded': {
      const entry = {
        entryId,
        kind: 'note',
        text: event.data.text,
        occurredAt: event.occurredAt,
        by,
        withdrawn: false,
      } as const;
      return { ...incident, entries: [...incident.entries, entry] };
    }
    case 'MessageCaptured': {
      const { message } = event.data;
      const entry = {
        entryId,
        kind: 'message',
        text: message.text,
        occurredAt: message.sentAt,
        by,
        message,
        withdrawn: false,
      } as const;
      return { ...incident, entries: [...incident.entries.filter((one) => one.entryId !== entryId), entry] };
    }
    case 'EntryEdited':
      return {
        ...incident,
        entries: incident.entries.map((one) => (one.entryId === entryId ? { ...one, text: event.data.text } : one)),
      };
    case 'CaptureWithdrawn':
      return {
        ...incident,
        entries: incident.entries.map((one) => (one.entryId === entryId ? { ...one, withdrawn: true } : one)),
      };
  }
}

function evolveEvidence(
  incident: Incident,
  event: EventOf<'EvidenceRequested' | 'EvidenceFixed' | 'EvidenceCollected' | 'EvidenceLocked' | 'EvidenceFailed'>,
): Incident {
  if (event.type === 'EvidenceRequested') {
    const item: EvidenceItem = {
      ...event.data,
      state: 'requested',
      requestedAt: event.occurredAt,
      requestedBy: event.by,
    };
    return { ...incident, evidence: [...incident.evidence, item] };
  }
  const change = (item: EvidenceItem): EvidenceItem => {
    switch (event.type) {
      case 'EvidenceFixed':
        return { ...item, state: 'fixed', reference: event.data.reference };
      case 'EvidenceCollected': {
        const { name, mediaType, sha256, bytes, collector } = event.data;
        return {
          ...item,
          state: 'complete',
          file: { name, mediaType, sha256, bytes, collector },
          completedAt: event.occurredAt,
        };
      }
      case 'EvidenceLocked':
        return lockedItem(item, event);
      case 'EvidenceFailed':
        return { ...item, state: 'failed', problem: event.data.problem };
    }
  };
  return {
    ...incident,
    evidence: incident.evidence.map((item) => (item.evidenceId === event.data.evidenceId ? change(item) : item)),
  };
}

function nag(incident: Incident, name: string, state: Incident['nags'][string]): Incident {
  return { ...incident, nags: { ...incident.nags, [name]: state } };
}
