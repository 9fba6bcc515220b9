/**
 * Every fact Cordon records about an incident. A released name or field never changes: a new shape is a new event,
 * and `store/` upcasts old ones. Each event holds what a reader needs in ten years: values, not references.
 */

import type { Actor, Entity, Person, Source } from './actor.ts';
import type { BridgeEventData } from './bridge-events.ts';
import type { ChecklistEventData } from './checklist-events.ts';
import type { ContainmentEventData } from './containment-events.ts';
import type { EvidenceEventData } from './evidence-events.ts';
import type { LikenessEventData } from './likeness.ts';
import type { Phase } from './phases.ts';
import type { Policy, Severity } from './policy.ts';
import type { PostmortemEventData } from './postmortem-events.ts';
import type { Timestamp } from './timestamp.ts';

export type { Timestamp } from './timestamp.ts';

/** `drill` incidents are kept apart from metrics; a `retrospective` one is entered after the fact. */
export type Mode = 'live' | 'drill' | 'retrospective';
export type Visibility = 'restricted' | 'open';

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
export interface EventData
  extends ChecklistEventData,
    ContainmentEventData,
    EvidenceEventData,
    PostmortemEventData,
    LikenessEventData,
    BridgeEventData {
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
    /** The routing rule that opened it without a person; `storm` when it is to take a flood of that rule's findings. */
    readonly openedBy?: { readonly rule: string; readonly storm: boolean };
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

  // Talk and timeline
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

  // Clocks and the compiled document
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
  PostmortemWritten: { readonly version: number; readonly chainHead: string; readonly sha256: string };
}

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
