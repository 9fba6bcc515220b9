/**
 * The action contract: plan → preserve → execute → verify → release, one file per action.
 * Everything an action does to a provider goes through `Step.run`, so that the runner can claim, repeat and resolve it.
 */

import type { z } from 'zod';

export interface ActionTarget {
  readonly provider: string;
  readonly account: string;
  readonly region?: string;
  readonly kind: string;
  readonly id: string;
}

/** Who acts for which incident: stamped on every artefact as `ir:incident` and `ir:job`. */
export interface ActionJob {
  readonly incidentId: string;
  readonly codename: string;
  readonly number: number;
  readonly actionId: string;
  /** SHA-256 of incident, action, target and plan: the artefact tag and idempotency key. */
  readonly jobKey: string;
  /** Ids of the people on whose word it is done, separated by blanks; nobody's while planning. */
  readonly actor?: string;
}

/**
 * What a call of a plan did. `already`: the wanted state held before; nothing was changed. `pending`: the provider is at
 * it; `detail` says how far, and `run` is called again after a pause. `waiting`: so it is, and says by itself when it is
 * through: nobody stays to ask, and `run` is called when it has, or now and then.
 */
export type Receipt =
  | { readonly outcome: 'done' | 'already'; readonly detail: string; readonly requestId?: string }
  | { readonly outcome: 'pending'; readonly detail: string }
  | { readonly outcome: 'waiting'; readonly detail: string };

/**
 * One change to one resource. `run` must be read-compare-write: it looks whether the wanted state or the tagged
 * artefact is there before it makes it. `look` answers, after a crash, whether an interrupted `run` took effect.
 */
export interface Step {
  readonly id: string;
  readonly call: string;
  readonly on: string;
  readonly prior: string;
  readonly wanted: string;
  run(signal: AbortSignal): Promise<Receipt>;
  look(signal: AbortSignal): Promise<'done' | 'not_done' | 'unknown'>;
}

export interface EvidenceNeed {
  readonly kind: string;
  readonly state: 'fixed' | 'complete' | 'locked';
}

/** What verification saw. `holding: false` re-opens the action. */
export interface Verification {
  readonly holding: boolean;
  readonly seen: string;
  readonly remedy?: string;
}

/** What must be known before anything changes; stored once, never overwritten by a retry, used to release. */
export type PriorState = Readonly<Record<string, unknown>>;

export interface Blast {
  /** What is lost while contained, each a sentence with numbers where known. */
  readonly radius: readonly string[];
  /** Service impact raises the tier of the plan above the action's own. */
  readonly tier?: 0 | 1 | 2 | 3;
  readonly warnings?: readonly string[];
  /** What only people can do beside it, each an instruction: it becomes a task when the action is authorised. */
  readonly byHand?: readonly string[];
  /** Where known: seconds until the whole action holds, beyond the time to settle, and what it costs at the provider. */
  readonly estimate?: { readonly seconds?: number; readonly cost?: string };
}

export interface ContainmentAction<Prior extends PriorState = PriorState> {
  /** `provider.verb-noun`, the file's path. */
  readonly id: string;
  readonly title: string;
  readonly provider: string;
  readonly targetKind: string;
  readonly target: z.ZodType<ActionTarget>;
  readonly effect: 'read' | 'reversible' | 'partly_reversible' | 'irreversible';
  readonly tier: 0 | 1 | 2 | 3;
  readonly evidence: readonly EvidenceNeed[];
  /** The least privilege it needs, in the provider's own words. */
  readonly permissions: readonly string[];
  /** ATT&CK techniques countered, D3FEND techniques applied. */
  readonly attack: readonly string[];
  readonly d3fend: readonly string[];
  /** How it is released in one sentence, or why it cannot be. */
  readonly undo: string;
  /** Seconds the provider documents until the change holds everywhere; verification lasts at least as long. */
  readonly settleSeconds: number;
  /** Seconds after which a held action is looked at once more. 0 for never. */
  readonly recheckSeconds: number;
  /** Reads the state that release needs. Called before anything is changed, and again to detect drift. */
  capture(target: ActionTarget, signal: AbortSignal): Promise<Prior>;
  blast(target: ActionTarget, prior: Prior, signal: AbortSignal): Promise<Blast>;
  execute(target: ActionTarget, prior: Prior, job: ActionJob): readonly Step[];
  /** One look; the runner polls it for `settleSeconds`. */
  verify(target: ActionTarget, prior: Prior, job: ActionJob, signal: AbortSignal): Promise<Verification>;
  /** Steps that restore `prior`. Absent where `effect` is `read` or `irreversible`. */
  release?(target: ActionTarget, prior: Prior, job: ActionJob): readonly Step[];
}
