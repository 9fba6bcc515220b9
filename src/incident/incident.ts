/** The state of an incident: what `evolve` folds its events into, and what every rule and view reads. */

import type { Actor, Entity, Person } from './actor.ts';
import type { TaskDefinition } from './checklist-events.ts';
import type { ActionPlan, ActionTarget, WaitingOn } from './containment-events.ts';
import type { AlertSummary, CapturedMessage, EventData, Milestone, Mode, Timestamp, Visibility } from './events.ts';
import type { Likeness } from './likeness.ts';
import type { Phase } from './phases.ts';
import type { Policy, Severity } from './policy.ts';
import type { FollowUpKind, FollowUpState, IssueField, IssueFields, Priority } from './postmortem-events.ts';
import type { WriteUp } from './write-up.ts';

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
  /** Event whose delivery began it last: that one goes on with it when it is delivered again. */
  readonly carriedBy?: string;
  readonly finishedAt?: Timestamp;
  readonly outcome?: 'done' | 'already' | 'failed' | 'unknown';
  readonly detail?: string;
  readonly requestId?: string;
  /** Last word of a step that is not finished yet. */
  readonly progress?: string;
}

/** Why nobody works on an action for now. `times` counts the waits for the same thing in a row. */
export interface Waiting {
  readonly on: WaitingOn;
  readonly why: string;
  readonly since: Timestamp;
  readonly times: number;
  readonly lookAgainAt?: Timestamp;
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
    /** Who authorised it; nobody where no approval was asked for. */
    readonly by: EventData['ActionAuthorized']['approvedBy'];
  };
  /** Who asked last for its release. */
  readonly releaseBy?: Actor;
  readonly waived: readonly string[];
  readonly waiting?: Waiting;
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
  readonly state: 'requested' | 'fixed' | 'complete' | 'locked' | 'failed' | 'disposed';
  readonly requestedAt: Timestamp;
  readonly requestedBy?: Actor;
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
  /** What the vault last said that it promises. */
  readonly locked?: { readonly until?: Timestamp; readonly legalHold: boolean };
  readonly ordered?: Ordered;
  readonly disposal?: Disposal;
}

/** Who wants a piece gone that is past its retention, who confirmed it, and what became of that. */
export interface Disposal {
  readonly asked: Word;
  readonly validUntil: Timestamp;
  readonly confirmed?: Word;
  /** Why the vault, or a hold placed since, kept it after all: it wants asking anew. */
  readonly refused?: string;
  /** When the vault let it go. `freed` is false where other evidence keeps the same content. */
  readonly done?: { readonly at: Timestamp; readonly freed: boolean };
}

/** What somebody ordered, when and why. */
export interface Word {
  readonly by: Actor;
  readonly at: Timestamp;
  readonly reason: string;
}

/** What people ordered about keeping evidence, beyond the vault's own retention. */
export interface Ordered {
  readonly hold?: Word;
  readonly lifted?: Word;
  readonly longer?: Word & { readonly until: Timestamp };
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
  readonly kind: FollowUpKind;
  readonly priority?: Priority;
  readonly owner?: Person;
  readonly dueAt?: Timestamp;
  readonly because?: string;
  readonly addedAt: Timestamp;
  readonly state: FollowUpState;
  readonly reason?: string;
  /** Its issues, one for each tracker. */
  readonly tracked: readonly TrackedIssue[];
}

/** An issue of a follow-up in a tracker; without a key it is still to be made, or could not be. */
export interface TrackedIssue {
  readonly tracker: string;
  readonly kind: string;
  readonly key?: string;
  readonly url?: string;
  /** As last known there. */
  readonly state: FollowUpState;
  readonly problem?: string;
  /** What it was called before it was deleted or moved away: another is made only when somebody says so. */
  readonly lost?: string;
  /** What it said and what the follow-up said when they were last compared, and at which position of the log. */
  readonly fields?: { readonly there: IssueFields; readonly here: IssueFields; readonly seq: number };
  /** What both changed: a person is to say which holds. */
  readonly differs?: readonly IssueField[];
  /** Position of the comparison that found the newest of these. */
  readonly differsSince?: number;
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
  /** False where others than the incident's members can read it. */
  readonly isPrivate?: boolean;
  readonly archived: boolean;
}

/** A platform that nothing of the incident goes to, and from which nothing is heard. */
export interface Severed {
  readonly platform: string;
  readonly how: 'unbridged' | 'compromised' | 'too_open';
  readonly reason: string;
  /** Number of the incident that declared it compromised, when that is another. */
  readonly elsewhere?: number;
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
  readonly openedBy?: EventData['IncidentDeclared']['openedBy'];
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
  /** Orders about all evidence, also what is collected later. */
  readonly ordered?: Ordered;
  readonly clocks: readonly Clock[];
  readonly followUps: readonly FollowUp[];
  readonly entries: readonly Entry[];
  readonly conversations: readonly Conversation[];
  readonly severed: readonly Severed[];
  /** By platform, since when it is a side that was none, or none for a while. */
  readonly bridgedAt?: Readonly<Record<string, Timestamp>>;
  /** Platforms that one person holds for compromised, until a second one confirms it. */
  readonly reported: readonly {
    readonly platform: string;
    readonly reason: string;
    readonly by: Actor;
    readonly until: Timestamp;
  }[];
  /** Number of status updates posted: numbers the next one. */
  readonly updates?: number;
  /** Other incidents like this one, the most alike first. */
  readonly similar?: readonly Likeness[];
  /** Ids of the incidents merged into this one. */
  readonly absorbed?: readonly string[];
  readonly lastUpdate?: { readonly text: string; readonly at: Timestamp; readonly by: Actor };
  readonly milestones: Readonly<Partial<Record<Milestone, Timestamp>>>;
  readonly nags: Readonly<
    Record<string, { readonly times: number; readonly lastAt: Timestamp; readonly snoozedUntil?: Timestamp }>
  >;
  /** What people made of the post-mortem. */
  readonly writeUp: WriteUp;
  readonly postmortem?: { readonly version: number; readonly chainHead: string; readonly sha256: string };
  /** Recorded time of the newest event: the incident's own clock, for rules that need *since when*. */
  readonly touchedAt: Timestamp;
  /** Recorded time of the newest event that a person brought about. */
  readonly attendedAt?: Timestamp;
}
