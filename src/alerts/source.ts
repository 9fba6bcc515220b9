/** The alert source contract: verify, then read into findings. One file per vendor product, in `sources/`. */

import type { Entity } from '../incident/actor.ts';

export interface AlertRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes as received: signatures are over these. */
  readonly body: Uint8Array;
  readonly receivedAt: Date;
}

/** Settings of one source from configuration: secrets and allow-lists, already resolved. */
export interface SourceSettings {
  /** One or two shared secrets (two while rotating). */
  readonly secrets: readonly string[];
  /** Topic ARNs, issuer or subscription names that may speak. */
  readonly allow: readonly string[];
  /** Only the vendor's own scheme counts; bearer tokens are refused. */
  readonly vendorSchemeOnly: boolean;
  /** Mapping of a configured generic source; see `sources/generic.ts`. */
  readonly mapping?: Readonly<Record<string, unknown>>;
}

/** `ok`, or why not. `none` means the request carries no credential of this vendor's scheme. */
export type Verdict =
  | { readonly verdict: 'ok'; readonly by: string }
  | { readonly verdict: 'none' }
  | { readonly verdict: 'refused'; readonly reason: string; readonly remedy: string };

export type FindingSeverity = 'info' | 'low' | 'medium' | 'high' | 'critical';

/** One problem a source reports, normalised after OCSF Detection Finding (class 2004). */
export interface Finding {
  /** Same problem, told again: updates fold into one finding. */
  readonly dedupKey: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly severity: FindingSeverity;
  /** The source's own words for it. */
  readonly severityRaw: string;
  /** `cleared` is a source's word that it is over; it never closes an incident. */
  readonly status: 'open' | 'cleared' | 'suppressed';
  /** Correlation: findings that share one of these within the window belong together. */
  readonly entities: readonly Entity[];
  readonly techniques: readonly string[];
  readonly firstSeenAt?: string;
  readonly lastSeenAt?: string;
  /** When the source last changed it: orders updates that arrive out of order. */
  readonly updatedAt?: string;
  readonly link?: string;
  /** The source's free labels, for routing rules. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The source says that it made this up to show its form. It never opens a live incident. */
  readonly sample?: boolean;
}

/** What one delivery says. A delivery may hold several findings, or be a handshake that is only answered. */
export interface Reading {
  /** Exact re-deliveries share it. */
  readonly deliveryKey: string;
  readonly findings: readonly Finding[];
  /** Sent back instead of the usual answer, for handshakes. */
  readonly reply?: Readonly<Record<string, string>>;
  /** A subscription to confirm: fetch `url` once with GET, following no redirect. Rebuilt here, never the sender's. */
  readonly confirm?: { readonly url: string; readonly topic: string };
  /** What was read but looks wrong or incomplete, one sentence each. */
  readonly warnings?: readonly string[];
}

export interface AlertSource {
  readonly id: string;
  readonly title: string;
  /** Where the vendor documents the format. */
  readonly docs: string;
  /** A real-looking body: test, demonstration and documentation at once. */
  readonly example: string;
  verify(request: AlertRequest, settings: SourceSettings): Promise<Verdict> | Verdict;
  /** Throws `body_invalid` naming every fault and the expected form. */
  read(request: AlertRequest, settings: SourceSettings): Reading;
}
