/** Folds what is ordered about keeping evidence, and what the vault says that it promises. */

import type { EventOf } from './events.ts';
import type { EvidenceItem, Incident, Ordered } from './incident.ts';

export type OrderEvent = EventOf<'EvidenceHeld' | 'HoldLifted' | 'RetentionExtended'>;

export function evolveKeeping(incident: Incident, event: OrderEvent): Incident {
  const { evidenceId } = event.data;
  if (evidenceId === undefined) return { ...incident, ordered: afterwards(incident.ordered, event) };
  return {
    ...incident,
    evidence: incident.evidence.map((item) =>
      item.evidenceId === evidenceId ? { ...item, ordered: afterwards(item.ordered, event) } : item,
    ),
  };
}

export type DisposalEvent = EventOf<
  'EvidenceDisposalRequested' | 'EvidenceDisposalConfirmed' | 'EvidenceDisposed' | 'EvidenceDisposalRefused'
>;

export function evolveDisposal(incident: Incident, event: DisposalEvent): Incident {
  return {
    ...incident,
    evidence: incident.evidence.map((item) =>
      item.evidenceId === event.data.evidenceId ? disposing(item, event) : item,
    ),
  };
}

function disposing(item: EvidenceItem, { type, data, by, occurredAt: at }: DisposalEvent): EvidenceItem {
  if (type === 'EvidenceDisposalRequested') {
    return { ...item, disposal: { asked: { by, at, reason: data.reason }, validUntil: data.validUntil } };
  }
  const { disposal } = item;
  if (!disposal) return item;
  switch (type) {
    case 'EvidenceDisposalConfirmed':
      return { ...item, disposal: { ...disposal, confirmed: { by, at, reason: data.reason } } };
    case 'EvidenceDisposed':
      return { ...item, state: 'disposed', disposal: { ...disposal, done: { at, freed: data.freed } } };
    case 'EvidenceDisposalRefused': {
      const { confirmed: _void, ...asked } = disposal;
      return { ...item, disposal: { ...asked, refused: data.problem } };
    }
  }
}

function afterwards(ordered: Ordered = {}, { type, data, by, occurredAt: at }: OrderEvent): Ordered {
  const { hold: _held, lifted: _lifted, ...rest } = ordered;
  const word = { by, at, reason: data.reason };
  switch (type) {
    case 'EvidenceHeld':
      return { ...rest, hold: word };
    case 'HoldLifted':
      return { ...rest, lifted: word };
    case 'RetentionExtended':
      return { ...ordered, longer: { ...word, until: data.until } };
  }
}

/** A vault that holds whatever it takes in has ordered the hold itself: people lift it like any other. */
export function lockedItem(item: EvidenceItem, { data, by, occurredAt: at }: EventOf<'EvidenceLocked'>): EvidenceItem {
  const { until, legalHold = false } = data;
  const locked = { legalHold, ...(until ? { until } : {}) };
  const own = legalHold && item.locked === undefined && item.ordered?.hold === undefined;
  const ordered = own ? { ...item.ordered, hold: { by, at, reason: 'the vault holds all evidence' } } : item.ordered;
  return { ...item, state: 'locked', locked, ...(ordered ? { ordered } : {}) };
}
