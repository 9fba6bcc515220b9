/** The facts of evidence, from request to custody: part of `EventData`, kept apart for their number. */

import type { Person } from './actor.ts';
import type { Timestamp } from './timestamp.ts';

export interface EvidenceEventData {
  EvidenceRequested: {
    readonly evidenceId: string;
    readonly kind: string;
    readonly subject: string;
    readonly actionId?: string;
  };
  EvidenceFixed: {
    readonly evidenceId: string;
    readonly kind: string;
    readonly subject: string;
    readonly reference: string;
  };
  EvidenceCollected: {
    readonly evidenceId: string;
    readonly kind: string;
    readonly subject: string;
    readonly name: string;
    readonly mediaType: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly collector: string;
    readonly window?: { readonly from: Timestamp; readonly to: Timestamp };
  };
  /** What the vault promises from then on: told again whenever it changes. */
  EvidenceLocked: { readonly evidenceId: string; readonly until?: Timestamp; readonly legalHold?: boolean };
  /** Somebody's order; the vault carries it out. Without an id it is about all evidence, also what is collected later. */
  EvidenceHeld: { readonly evidenceId?: string; readonly reason: string };
  HoldLifted: { readonly evidenceId?: string; readonly reason: string };
  /** Past its retention and under no hold, somebody wants it gone; another person confirms that until `validUntil`. */
  EvidenceDisposalRequested: { readonly evidenceId: string; readonly reason: string; readonly validUntil: Timestamp };
  EvidenceDisposalConfirmed: { readonly evidenceId: string; readonly reason: string; readonly requestedBy: Person };
  /** The vault holds it no longer; `freed` is false where other evidence keeps the same content. Both people are named. */
  EvidenceDisposed: {
    readonly evidenceId: string;
    readonly sha256: string;
    readonly freed: boolean;
    readonly people: readonly Person[];
  };
  EvidenceDisposalRefused: { readonly evidenceId: string; readonly problem: string; readonly remedy: string };
  RetentionExtended: { readonly evidenceId?: string; readonly until: Timestamp; readonly reason: string };
  EvidenceFailed: {
    readonly evidenceId: string;
    readonly kind: string;
    readonly subject: string;
    readonly problem: string;
    readonly remedy: string;
  };
}
