/** The facts of actions, from proposal to release: part of `EventData`, kept apart for their number. */

import type { Person } from './actor.ts';
import type { Tier } from './policy.ts';
import type { Timestamp } from './timestamp.ts';

/** One call of a plan: what is done, to what, from which state to which. */
export interface PlanStep {
  readonly id: string;
  readonly call: string;
  readonly on: string;
  readonly prior: string;
  readonly wanted: string;
}

export interface EvidenceNeed {
  readonly kind: string;
  /** `fixed`: its point in time is safe. `complete`: copied and hashed. `locked`: cannot be deleted. */
  readonly state: 'fixed' | 'complete' | 'locked';
}

/** What an action will do, in full. Approvals bind to `hash`, the SHA-256 of everything else in canonical form. */
export interface ActionPlan {
  readonly steps: readonly PlanStep[];
  readonly effect: 'read' | 'reversible' | 'partly_reversible' | 'irreversible';
  readonly tier: Tier;
  /** What is lost while contained, in numbers where known. */
  readonly blastRadius: readonly string[];
  readonly evidence: readonly EvidenceNeed[];
  /** How it is released, or why it cannot be. */
  readonly undo: string;
  /** Warnings of guards that allow but want to be read. */
  readonly warnings: readonly string[];
  /** Seconds the provider may need until the change holds everywhere. */
  readonly settleSeconds: number;
  /** What people must do beside it, because no API can; each becomes a task when the action is authorised. */
  readonly byHand?: readonly string[];
  /** Where known: how long it takes until it holds, and what it costs at the provider. Informs; not bound by the hash. */
  readonly estimate?: { readonly seconds?: number; readonly cost?: string };
  readonly hash: string;
}

export interface ActionTarget {
  readonly provider: string;
  readonly account: string;
  readonly region?: string;
  readonly kind: string;
  readonly id: string;
}

/** Where in its life an action's step belongs. */
export type ActionStage = 'preserve' | 'execute' | 'verify' | 'release';

/**
 * What an action waits for: its evidence, another action on the same resource, the provider's patience, or a look that
 * tells whether a step took effect.
 */
export type WaitingOn = 'evidence' | 'resource' | 'provider' | 'outcome';

export interface ContainmentEventData {
  ActionProposed: {
    readonly actionId: string;
    readonly action: string;
    readonly title: string;
    readonly target: ActionTarget;
    readonly reason: string;
    /** The proposer asks for approval as soon as the plan is known; a playbook's proposal waits for a person. */
    readonly requested: boolean;
    readonly taskId?: string;
  };
  ActionPlanned: { readonly actionId: string; readonly plan: ActionPlan; readonly version: number };
  PlanRefused: { readonly actionId: string; readonly code: string; readonly reason: string; readonly remedy: string };
  ApprovalRequested: {
    readonly actionId: string;
    readonly planHash: string;
    readonly reason: string;
    readonly expiresAt: Timestamp;
  };
  ApprovalGiven: { readonly actionId: string; readonly planHash: string; readonly as: string };
  ApprovalDenied: { readonly actionId: string; readonly planHash: string; readonly reason: string };
  ApprovalExpired: { readonly actionId: string; readonly planHash: string };
  /** Approvals given before are void: the plan that people saw is no longer what would be done. */
  ApprovalsVoided: { readonly actionId: string; readonly was: string; readonly is: string };
  EvidenceWaived: { readonly actionId: string; readonly kinds: readonly string[]; readonly reason: string };
  ActionAuthorized: {
    readonly actionId: string;
    readonly planHash: string;
    readonly approvedBy: readonly Person[];
    readonly how: 'approved' | 'automatic' | 'standing_authority' | 'break_glass';
    readonly reason?: string;
  };
  ActionCancelled: { readonly actionId: string; readonly reason: string };
  StepStarted: {
    readonly actionId: string;
    readonly stage: ActionStage;
    readonly step: string;
    readonly call: string;
    readonly on: string;
  };
  StepFinished: {
    readonly actionId: string;
    readonly stage: ActionStage;
    readonly step: string;
    readonly outcome: 'done' | 'already' | 'failed' | 'unknown';
    readonly detail: string;
    readonly requestId?: string;
  };
  /** How far a step that takes its time has come, in words. */
  StepProgressed: {
    readonly actionId: string;
    readonly stage: ActionStage;
    readonly step: string;
    readonly detail: string;
  };
  /** Nobody works on it for now; `lookAgainAt` is none where the fact it waits for takes it up. */
  ActionWaiting: {
    readonly actionId: string;
    readonly on: WaitingOn;
    readonly why: string;
    readonly lookAgainAt?: Timestamp;
  };
  /** The time has come to take a waiting action up again. */
  ResumeDue: { readonly actionId: string };
  ActionHolding: { readonly actionId: string; readonly verification: string; readonly recheckAt?: Timestamp };
  ActionNotHolding: { readonly actionId: string; readonly seen: string; readonly remedy: string };
  ActionFailed: {
    readonly actionId: string;
    readonly stage: ActionStage;
    readonly problem: string;
    readonly remedy: string;
  };
  RecheckDue: { readonly actionId: string };
  ReleaseRequested: { readonly actionId: string; readonly reason: string };
  ActionReleased: { readonly actionId: string; readonly restored: string };
  ReleaseFailed: { readonly actionId: string; readonly problem: string; readonly remedy: string };
  /** Somebody takes responsibility for leaving a control in place after closure. */
  ResidualAccepted: { readonly actionId: string; readonly title: string; readonly reason: string };
}
