/** The collector contract: one kind of evidence, gathered about one subject, as a stream of bytes. */

import type { Drop } from '../drop.ts';

/** What evidence is gathered about: an entity of the incident's scope. */
export interface Subject {
  readonly provider: string;
  readonly account: string;
  readonly region?: string;
  readonly kind: string;
  readonly id: string;
}

/** Calls the provider by the name of its API operation. A failing call throws. */
export type Call = (
  name: string,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<{ readonly result: unknown; readonly requestId: string }>;

/** An account that only receives evidence. */
export interface Forensic {
  readonly account: string;
  /** Calls there, in the region of the subject. */
  readonly call: Call;
  /** Key of that account which copies are encrypted with; its default one where left out. */
  readonly kmsKeyId?: string;
  /** Alias of a key in the subject's own account that this one may use, for what lies under a key it may not. */
  readonly sharedKeyAlias?: string;
  readonly lock: { readonly mode: 'governance' | 'compliance'; readonly days: number };
}

export interface CollectContext {
  readonly incidentId: string;
  readonly evidenceId: string;
  /** Stamped as `ir:job` on artefacts that collecting makes, and looked for before making one. */
  readonly jobKey: string;
  readonly call: Call;
  /** Where copies of snapshots go, out of reach of who holds the account. */
  readonly forensic?: Forensic;
  /** Where a host brings what is too large for an answer, if anywhere. */
  readonly drop?: Drop;
  /** Now, UTC. */
  readonly now: () => Date;
  /** When the activity was first seen, if known: windows reach back from here. */
  readonly since?: Date;
  /** Raw bytes of a stored alert delivery, by its id. */
  readonly alert?: (alertId: string) => Promise<{ readonly body: Uint8Array; readonly mediaType: string }>;
  /** A file that was dropped into a conversation, by platform and the platform's id. */
  readonly file?: (
    platform: string,
    id: string,
    signal: AbortSignal,
  ) => Promise<{ readonly name: string; readonly body: Uint8Array; readonly mediaType: string }>;
  /** Reports that the point in time is safe, before the copy is complete; `reference` names the artefact. */
  readonly fixed: (reference: string) => Promise<void>;
  /** Milliseconds between two looks at something that takes its time. */
  readonly pollMs: number;
}

export interface Collected {
  readonly name: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly window?: { readonly from: string; readonly to: string };
  /** Request ids known once `content` has been read to its end. */
  readonly requestIds: readonly string[];
  /** The artefact at the provider, where one was made. */
  readonly reference?: string;
  /** Removes what lay elsewhere on the way; called once the vault has the content. */
  readonly cleanUp?: () => Promise<void>;
}

export interface EvidenceCollector {
  /** Evidence kind, and the file's name. */
  readonly kind: string;
  readonly title: string;
  /** Entity kinds it can be gathered about. */
  readonly subjects: readonly string[];
  /** The least privilege it needs, in the provider's own words. */
  readonly permissions: readonly string[];
  /** Fails with `vendor_failed` (retryable or not) or `not_found`. */
  collect(subject: Subject, context: CollectContext, signal: AbortSignal): Promise<Collected>;
}
