/** The facts of evidence, from request to custody: part of `EventData`, kept apart for their number. */

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
  RetentionExtended: { readonly evidenceId?: string; readonly until: Timestamp; readonly reason: string };
  EvidenceFailed: {
    readonly evidenceId: string;
    readonly kind: string;
    readonly subject: string;
    readonly problem: string;
    readonly remedy: string;
  };
}
