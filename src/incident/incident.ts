/** The state of an incident: what `evolve` folds its events into, and what every rule and view reads. */

import type { Actor, Entity, Person } from './actor.ts';
import type {
  ActionPlan,
  ActionTarget,
  AlertSummary,
  CapturedMessage,
  EventData,
  Milestone,
  Mode,
  TaskDefinition,
  Timestamp,
  Visibility,
} from './events.ts';
import type { Phase } from './phases.ts';
import type { Policy, Severity } from './policy.ts';

/** A checklist item with what became of it. Two people ticking at once both count: `tickedBy` keeps each. */
export interface Task extends TaskDefinition {
  readonly state: 'open' | 'done' | 'skipped';
  readonly assignee?: Person;
  readonly dueAt?: Timestamp;
  readonly tickedBy: readonly { readonly by: Actor; readonly at: Timestamp; readonly note?: string }[];
  readonly skipped?: { readonly by: Actor; readonly at: Timestamp; readonly reason: string };
  readonly addedAt: Timestamp;
}

/**
 * proposed → planned → requested → authorized → running → contained → releasing → released;
 * with refused, denied, expired, cancelled, failed, not_holding and unknown on the sides.
 * Evidence actions (`effect: read`) end in `done` instead of `contained`.
 */
export type ActionState =
  | 'proposed'
  | 'refused'
  | 'planned'
  | 'requested'
  | 'denied'
  | 'expired'
  | 'authorized'
  | 'running'
  | 'contained'
  | 'not_holding'
  | 'failed'
  | 'unknown'
  | 'done'
  | 'releasing'
  | 'released'
  | 'cancelled';

export interface ActionStep {
  readonly stage: 'preserve' | 'execute' | 'verify' | 'release';
  readonly step: string;
  readonly call: string;
  readonly on: string;
  readonly startedAt: Timestamp;
  readonly finishedAt?: Timestamp;
  readonly outcome?: 'done' | 'already' | 'failed' | 'unknown';
  readonly detail?: string;
  readonly requestId?: string;
}

export interface Action {
  readonly actionId: string;
  readonly action: string;
  readonly title: string;
  readonly target: ActionTarget;
  readonly reason: string;
  readonly taskId?: string;
  readonly state: ActionState;
  readonly proposedBy: Actor;
  readonly proposedAt: Timestamp;
  readonly requested: boolean;
  readonly plan?: ActionPlan;
  readonly planVersion: number;
  readonly request?: {
    readonly by: Actor;
    readonly at: Timestamp;
    readonly reason: string;
    readonly expiresAt: Timestamp;
  };
  readonly approvals: readonly {
    readonly by: Actor;
    readonly at: Timestamp;
    readonly planHash: string;
    readonly as: string;
  }[];
  readonly authorized?: {
    readonly at: Timestamp;
    readonly how: EventData['ActionAuthorized']['how'];
    readonly planHash: string;
  };
  readonly waived: readonly string[];
  readonly steps: readonly ActionStep[];
  /** Changed something that its steps no longer show: in an earlier round, or late, when it had been released. */
  readonly touched?: boolean;
  readonly containedAt?: Timestamp;
  readonly verification?: string;
  readonly recheckAt?: Timestamp;
  readonly problem?: { readonly text: string; readonly remedy: string };
  readonly releasedAt?: Timestamp;
  readonly accepted?: { readonly by: Actor; readonly at: Timestamp; readonly reason: string };
}

export interface EvidenceItem {
  readonly evidenceId: string;
  readonly kind: string;
  readonly subject: string;
  readonly actionId?: string;
  readonly state: 'requested' | 'fixed' | 'complete' | 'locked' | 'failed';
  readonly requestedAt: Timestamp;
  readonly reference?: string;
  readonly file?: {
    readonly name: string;
    readonly mediaType: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly collector: string;
  };
  readonly completedAt?: Timestamp;
  readonly problem?: string;
}

export interface Clock {
  readonly clockId: string;
  readonly regime: string;
  readonly title: string;
  readonly anchor: EventData['ClockStarted']['anchor'];
  readonly startedAt: Timestamp;
  readonly dueAt: Timestamp;
  readonly stopped?: {
    readonly at: Timestamp;
    readonly by: Actor;
    readonly outcome: 'sent' | 'not_required';
    readonly proof: string;
  };
}

export interface FollowUp {
  readonly followUpId: string;
  readonly text: string;
  readonly kind: EventData['FollowUpAdded']['kind'];
  readonly owner?: Person;
  readonly dueAt?: Timestamp;
  readonly because?: string;
  readonly state: 'open' | 'done' | 'rejected';
  readonly reason?: string;
}

/** A hand-made line of the timeline: a note or a captured message. */
export interface Entry {
  readonly entryId: string;
  readonly kind: 'note' | 'message';
  readonly text: string;
  readonly occurredAt: Timestamp;
  readonly by: Actor;
  readonly message?: CapturedMessage;
  readonly withdrawn: boolean;
}

export interface Conversation {
  readonly platform: string;
  readonly conversation: string;
  readonly name: string;
  readonly link?: string;
  readonly archived: boolean;
}

export interface Incident {
  readonly id: string;
  /** Number of events folded in; the expected version of the next append. 0 before `IncidentDeclared`. */
  readonly version: number;
  readonly number: number;
  readonly codename: string;
  readonly title: string;
  readonly incidentType: string;
  readonly severity: Severity;
  readonly severityConfirmed: boolean;
  readonly mode: Mode;
  readonly visibility: Visibility;
  readonly tlp: EventData['IncidentDeclared']['tlp'];
  readonly policy: Policy;
  readonly because: string;
  readonly summary: string;
  readonly phase: Phase;
  readonly status: 'open' | 'closed' | 'merged';
  readonly mergedInto?: { readonly id: string; readonly number: number; readonly codename: string };
  readonly declaredAt: Timestamp;
  readonly declaredBy: Actor;
  readonly phaseEnteredAt: Timestamp;
  readonly closedAt?: Timestamp;
  readonly roster: string;
  readonly members: readonly Person[];
  readonly accessRequests: readonly { readonly person: Person; readonly reason: string; readonly at: Timestamp }[];
  /** Role id → holder. */
  readonly roles: Readonly<Record<string, Person>>;
  readonly alerts: readonly AlertSummary[];
  /** What may be acted on: entities of linked alerts and those added by hand. */
  readonly scope: readonly Entity[];
  readonly playbook?: { readonly slug: string; readonly title: string; readonly version: string };
  readonly tasks: readonly Task[];
  readonly actions: readonly Action[];
  readonly evidence: readonly EvidenceItem[];
  readonly clocks: readonly Clock[];
  readonly followUps: readonly FollowUp[];
  readonly entries: readonly Entry[];
  readonly conversations: readonly Conversation[];
  /** Number of status updates posted: numbers the next one. */
  readonly updates?: number;
  /** Ids of the incidents merged into this one. */
  readonly absorbed?: readonly string[];
  readonly lastUpdate?: { readonly text: string; readonly at: Timestamp; readonly by: Actor };
  readonly milestones: Readonly<Partial<Record<Milestone, Timestamp>>>;
  readonly nags: Readonly<
    Record<string, { readonly times: number; readonly lastAt: Timestamp; readonly snoozedUntil?: Timestamp }>
  >;
  readonly postmortem?: { readonly version: number; readonly chainHead: string; readonly sha256: string };
  /** Recorded time of the newest event: the incident's own clock, for rules that need *since when*. */
  readonly touchedAt: Timestamp;
  /** Recorded time of the newest event that a person brought about. */
  readonly attendedAt?: Timestamp;
}
