/**
 * Every fact Cordon records about an incident. A released name or field never changes: a new shape is a new event,
 * and `store/` upcasts old ones. Each event holds what a reader needs in ten years: values, not references.
 */

import type { Actor, Entity, Person, Source } from './actor.ts';
import type { Phase } from './phases.ts';
import type { Policy, Severity, Tier } from './policy.ts';

/** RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export type Timestamp = string;

/** `drill` incidents are kept apart from metrics; a `retrospective` one is entered after the fact. */
export type Mode = 'live' | 'drill' | 'retrospective';
export type Visibility = 'restricted' | 'open';

/** What a checklist item asks for; the form of `cloud-ir` playbooks. */
export type TaskKind = 'check' | 'decision' | 'action' | 'evidence' | 'comms' | 'clock';

/** A condition a machine can check, so that the item ticks itself. */
export type DoneWhen =
  | { readonly fact: 'role-held'; readonly role: string }
  | { readonly fact: 'severity-confirmed' }
  | { readonly fact: 'scope-listed'; readonly kind?: Entity['kind'] }
  | { readonly fact: 'evidence-complete'; readonly kind: string }
  | { readonly fact: 'action-holding'; readonly action: string }
  | { readonly fact: 'action-released'; readonly action: string }
  | { readonly fact: 'update-posted' }
  | { readonly fact: 'clock-started'; readonly regime: string }
  | { readonly fact: 'nothing-contained' };

/** One checklist item as it was when it joined the incident. */
export interface TaskDefinition {
  readonly taskId: string;
  readonly phase: Phase;
  readonly kind: TaskKind;
  readonly text: string;
  readonly why?: string;
  readonly role?: string;
  /** Part of the phase's gate: open ones are named when the phase is to be left. */
  readonly required: boolean;
  /** Action id in the catalogue, for `kind: action`. */
  readonly action?: string;
  /** Evidence kind, for `kind: evidence`. */
  readonly evidence?: string;
  /** Regime of the clock, for `kind: clock`. */
  readonly regime?: string;
  readonly doneWhen?: DoneWhen;
  readonly dueMinutes?: number;
}

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
  readonly hash: string;
}

export interface ActionTarget {
  readonly provider: string;
  readonly account: string;
  readonly region?: string;
  readonly kind: string;
  readonly id: string;
}

/** A message of a conversation, copied whole when it is marked for the timeline. */
export interface CapturedMessage {
  readonly platform: string;
  readonly conversation: string;
  readonly messageId: string;
  readonly author: Person;
  readonly text: string;
  readonly sentAt: Timestamp;
  readonly permalink?: string;
}

export interface AlertSummary {
  /** Id of the stored delivery; its raw bytes hash to `sha256`. */
  readonly alertId: string;
  readonly findingId: string;
  readonly source: string;
  readonly type: string;
  readonly title: string;
  readonly severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  readonly entities: readonly Entity[];
  /** ATT&CK technique ids the source names. */
  readonly techniques: readonly string[];
  /** When the source says the activity was first seen; its own clock. */
  readonly firstSeenAt?: Timestamp;
  /** When Cordon stored the delivery. */
  readonly receivedAt: Timestamp;
  readonly link?: string;
  readonly sha256: string;
}

/** Points in time that metrics measure between. */
export const MILESTONES = [
  'started',
  'detected',
  'acknowledged',
  'commanded',
  'contained',
  'eradicated',
  'recovered',
  'closed',
] as const;
export type Milestone = (typeof MILESTONES)[number];

/** What each event carries, by type. */
export interface EventData {
  // Life
  IncidentDeclared: {
    readonly number: number;
    readonly codename: string;
    readonly title: string;
    readonly incidentType: string;
    readonly severity: Severity;
    readonly mode: Mode;
    readonly visibility: Visibility;
    /** Why it was opened: the routing rule's name, or the words of the person. */
    readonly because: string;
    readonly roster: { readonly id: string; readonly members: readonly Person[] };
    /** Slug of the playbook it is to follow; what was attached is in `PlaybookAttached`. */
    readonly playbook?: string;
    readonly policy: Policy;
    readonly tlp: 'CLEAR' | 'GREEN' | 'AMBER' | 'AMBER+STRICT' | 'RED';
  };
  IncidentRetitled: { readonly from: string; readonly to: string };
  SummaryWritten: { readonly text: string };
  PhaseEntered: {
    readonly from: Phase;
    readonly to: Phase;
    readonly reason?: string;
    /** Gate criteria that were open when the phase was left by override. */
    readonly overridden: readonly string[];
  };
  SeverityConfirmed: { readonly severity: Severity; readonly reason: string };
  SeverityChanged: { readonly from: Severity; readonly to: Severity; readonly reason: string };
  VisibilityChanged: { readonly from: Visibility; readonly to: Visibility; readonly reason: string };
  IncidentMerged: {
    readonly into: string;
    readonly number: number;
    readonly codename: string;
    readonly reason: string;
  };
  IncidentAbsorbed: { readonly incidentId: string; readonly number: number; readonly codename: string };
  IncidentClosed: { readonly resolution: string };
  IncidentReopened: { readonly reason: string };
  MilestoneSet: { readonly milestone: Milestone; readonly at: Timestamp; readonly reason: string };

  // Scope
  AlertLinked: { readonly alert: AlertSummary; readonly why: string };
  EntityAdded: { readonly entity: Entity; readonly reason: string };
  EntityRemoved: { readonly entity: Entity; readonly reason: string };

  // People
  MemberJoined: { readonly person: Person; readonly how: 'roster' | 'declared' | 'invited' | 'allowed' | 'joined' };
  MemberLeft: { readonly person: Person; readonly how: 'left' | 'removed' };
  AccessRequested: { readonly person: Person; readonly reason: string };
  AccessDenied: { readonly person: Person; readonly reason: string };
  RoleAssigned: {
    readonly role: string;
    readonly title: string;
    readonly brief: string;
    readonly person: Person;
    readonly previous?: Person;
    readonly how: 'taken' | 'assigned' | 'handed_off';
    /** State of affairs handed over, in the words of who hands off. */
    readonly handover?: string;
  };
  RoleReleased: { readonly role: string; readonly person: Person };
  PersonPaged: { readonly person: Person; readonly reason: string; readonly via: string };

  // Checklist
  PlaybookAttached: {
    readonly slug: string;
    readonly title: string;
    readonly version: string;
    readonly sha256: string;
    readonly tasks: readonly TaskDefinition[];
  };
  TaskAdded: { readonly task: TaskDefinition };
  TaskTicked: {
    readonly taskId: string;
    readonly text: string;
    readonly how: 'person' | 'machine';
    readonly note?: string;
  };
  TaskUnticked: { readonly taskId: string; readonly text: string };
  TaskAssigned: { readonly taskId: string; readonly text: string; readonly person: Person };
  TaskDueSet: { readonly taskId: string; readonly text: string; readonly dueAt: Timestamp };
  TaskSkipped: { readonly taskId: string; readonly text: string; readonly reason: string };

  // Talk and timeline
  ConversationOpened: {
    readonly platform: string;
    readonly conversation: string;
    readonly name: string;
    readonly link?: string;
  };
  ConversationFailed: { readonly platform: string; readonly problem: string; readonly remedy: string };
  ConversationArchived: { readonly platform: string; readonly conversation: string };
  NoteAdded: { readonly entryId: string; readonly text: string };
  EntryEdited: { readonly entryId: string; readonly text: string; readonly before: string };
  MessageCaptured: { readonly entryId: string; readonly message: CapturedMessage };
  CaptureWithdrawn: { readonly entryId: string; readonly message: CapturedMessage };
  UpdatePosted: { readonly updateId: string; readonly text: string; readonly audience: 'members' | 'stakeholders' };
  NagRaised: {
    readonly nag: string;
    readonly about: string;
    readonly text: string;
    readonly to: readonly Person[];
    readonly times: number;
  };
  NagSnoozed: { readonly nag: string; readonly until: Timestamp };

  // Containment
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

  // Evidence
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
  EvidenceLocked: { readonly evidenceId: string; readonly until?: Timestamp };
  EvidenceFailed: {
    readonly evidenceId: string;
    readonly kind: string;
    readonly subject: string;
    readonly problem: string;
    readonly remedy: string;
  };

  // Clocks, follow-ups, post-mortem
  ClockStarted: {
    readonly clockId: string;
    readonly regime: string;
    readonly title: string;
    readonly anchor: 'awareness' | 'classification' | 'materiality' | 'discovery';
    readonly startedAt: Timestamp;
    readonly dueAt: Timestamp;
  };
  ClockStopped: {
    readonly clockId: string;
    readonly regime: string;
    readonly outcome: 'sent' | 'not_required';
    readonly proof: string;
  };
  FollowUpAdded: {
    readonly followUpId: string;
    readonly text: string;
    readonly kind: 'detect' | 'prevent' | 'respond' | 'recover';
    readonly owner?: Person;
    readonly dueAt?: Timestamp;
    readonly because?: string;
  };
  FollowUpDone: { readonly followUpId: string };
  FollowUpRejected: { readonly followUpId: string; readonly reason: string };
  PostmortemWritten: { readonly version: number; readonly chainHead: string; readonly sha256: string };
}

/** Where in its life an action's step belongs. */
export type ActionStage = 'preserve' | 'execute' | 'verify' | 'release';

export type EventType = keyof EventData;

/** What `decide` answers with: a fact that the engine will date, number and sign. */
export type Fact = {
  [T in EventType]: {
    readonly type: T;
    readonly data: EventData[T];
    /** When it happened, if not now. */
    readonly occurredAt?: Timestamp;
    /** Overrides the command's source. */
    readonly source?: Source;
  };
}[EventType];

/** A recorded fact. `seq` counts from 1 within the incident, without gaps. */
export type IncidentEvent = {
  [T in EventType]: {
    readonly id: string;
    readonly incidentId: string;
    readonly seq: number;
    readonly type: T;
    readonly data: EventData[T];
    readonly recordedAt: Timestamp;
    readonly occurredAt: Timestamp;
    readonly by: Actor;
    readonly source: Source;
  };
}[EventType];

/** The event of one type. */
export type EventOf<T extends EventType> = Extract<IncidentEvent, { readonly type: T }>;
