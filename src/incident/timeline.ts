/** The timeline: one sentence per event, when it occurred and when it was recorded, who, and where to check. */

import type { Actor, Source } from './actor.ts';
import { describe } from './describe.ts';
import type { EventType, IncidentEvent, Timestamp } from './events.ts';

export type Category = 'talk' | 'decision' | 'action' | 'evidence' | 'people' | 'system';

export interface TimelineRow {
  readonly eventId: string;
  readonly seq: number;
  readonly type: EventType;
  readonly occurredAt: Timestamp;
  readonly recordedAt: Timestamp;
  readonly by: Actor;
  readonly text: string;
  readonly category: Category;
  /** Belongs to the story a reader is told first; the rest is appendix. */
  readonly starred: boolean;
  readonly source: Source;
}

const CATEGORY: Readonly<Record<EventType, Category>> = {
  IncidentDeclared: 'decision',
  IncidentRetitled: 'talk',
  SummaryWritten: 'talk',
  PhaseEntered: 'decision',
  SeverityConfirmed: 'decision',
  SeverityChanged: 'decision',
  VisibilityChanged: 'decision',
  IncidentMerged: 'decision',
  IncidentAbsorbed: 'system',
  IncidentClosed: 'decision',
  IncidentReopened: 'decision',
  MilestoneSet: 'decision',
  SimilarFound: 'system',
  AlertLinked: 'evidence',
  EntityAdded: 'decision',
  EntityRemoved: 'decision',
  MemberJoined: 'people',
  MemberLeft: 'people',
  AccessRequested: 'people',
  AccessDenied: 'people',
  RoleAssigned: 'people',
  RoleReleased: 'people',
  PersonPaged: 'people',
  PlaybookAttached: 'system',
  TaskAdded: 'talk',
  TaskTicked: 'talk',
  TaskUnticked: 'talk',
  TaskAssigned: 'talk',
  TaskDueSet: 'talk',
  TaskSkipped: 'decision',
  ConversationOpened: 'system',
  ConversationFailed: 'system',
  ConversationArchived: 'system',
  ConversationLost: 'system',
  ConversationRestored: 'system',
  ConversationRenamed: 'system',
  PlatformBridged: 'decision',
  PlatformUnbridged: 'decision',
  CompromiseReported: 'decision',
  PlatformCutOff: 'decision',
  PlatformRestored: 'decision',
  NoteAdded: 'talk',
  EntryEdited: 'talk',
  MessageCaptured: 'talk',
  CaptureWithdrawn: 'talk',
  UpdatePosted: 'talk',
  NagRaised: 'system',
  NagSnoozed: 'system',
  ActionProposed: 'action',
  ActionPlanned: 'action',
  PlanRefused: 'action',
  ApprovalRequested: 'decision',
  ApprovalGiven: 'decision',
  ApprovalDenied: 'decision',
  ApprovalExpired: 'decision',
  ApprovalsVoided: 'decision',
  EvidenceWaived: 'decision',
  ActionAuthorized: 'decision',
  ActionCancelled: 'decision',
  StepStarted: 'action',
  StepFinished: 'action',
  StepProgressed: 'system',
  ActionWaiting: 'action',
  ResumeDue: 'system',
  ActionHolding: 'action',
  ActionNotHolding: 'action',
  ActionFailed: 'action',
  RecheckDue: 'system',
  ReleaseRequested: 'decision',
  ActionReleased: 'action',
  ReleaseFailed: 'action',
  ResidualAccepted: 'decision',
  EvidenceRequested: 'evidence',
  EvidenceFixed: 'evidence',
  EvidenceCollected: 'evidence',
  EvidenceLocked: 'evidence',
  EvidenceFailed: 'evidence',
  EvidenceHeld: 'decision',
  HoldLifted: 'decision',
  RetentionExtended: 'decision',
  EvidenceDisposalRequested: 'decision',
  EvidenceDisposalConfirmed: 'decision',
  EvidenceDisposed: 'evidence',
  EvidenceDisposalRefused: 'evidence',
  ClockStarted: 'decision',
  ClockStopped: 'decision',
  FollowUpAdded: 'talk',
  FollowUpChanged: 'talk',
  FollowUpDone: 'talk',
  FollowUpRejected: 'decision',
  FollowUpReopened: 'talk',
  TrackingRequested: 'talk',
  FollowUpTracked: 'system',
  TrackingFailed: 'system',
  TrackerStateSeen: 'system',
  TrackerIssueLost: 'system',
  TrackerFieldsSeen: 'system',
  TrackerDifferenceSettled: 'decision',
  PostmortemWritten: 'system',
  TemplateChosen: 'system',
  ExternalApproved: 'decision',
  PostmortemOwned: 'people',
  ReviewerNamed: 'people',
  ReviewerExcused: 'people',
  PostmortemDueSet: 'talk',
  PostmortemMoved: 'decision',
  ReviewGiven: 'decision',
  SectionWritten: 'talk',
  EditKept: 'talk',
  EditDropped: 'talk',
  CommentAdded: 'talk',
  CommentResolved: 'talk',
  PublicationRequested: 'decision',
  PostmortemPublished: 'system',
  PublicationFailed: 'system',
};

const STARRED: ReadonlySet<EventType> = new Set([
  'IncidentDeclared',
  'PhaseEntered',
  'SeverityChanged',
  'SeverityConfirmed',
  'IncidentMerged',
  'IncidentClosed',
  'IncidentReopened',
  'AlertLinked',
  'RoleAssigned',
  'PlatformCutOff',
  'PlatformRestored',
  'NoteAdded',
  'MessageCaptured',
  'UpdatePosted',
  'ApprovalRequested',
  'ApprovalGiven',
  'ApprovalDenied',
  'ActionAuthorized',
  'EvidenceWaived',
  'ActionHolding',
  'ActionNotHolding',
  'ActionFailed',
  'ActionReleased',
  'ResidualAccepted',
  'ClockStarted',
  'ClockStopped',
]);

/** Rows in the order things occurred; what occurred at one moment keeps the order of recording. */
export function timeline(events: readonly IncidentEvent[]): readonly TimelineRow[] {
  const marked = markedMessages(events);
  const rows = events.map((event) => {
    const row = rowOf(event);
    return event.type === 'MessageCaptured' ? { ...row, starred: marked.has(event.seq) } : row;
  });
  return rows.sort((a, b) => {
    if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
    return a.seq - b.seq;
  });
}

/** Messages that are marked still: a mark taken away leaves the story, though not the record. */
function markedMessages(events: readonly IncidentEvent[]): ReadonlySet<number> {
  const latest = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'MessageCaptured') latest.set(event.data.entryId, event.seq);
    if (event.type === 'CaptureWithdrawn') latest.delete(event.data.entryId);
  }
  return new Set(latest.values());
}

/** The row of one event by itself. */
export function rowOf(event: IncidentEvent): TimelineRow {
  return {
    eventId: event.id,
    seq: event.seq,
    type: event.type,
    occurredAt: earliest(event),
    recordedAt: event.recordedAt,
    by: event.by,
    text: describe(event),
    category: CATEGORY[event.type],
    starred: isStarred(event),
    source: event.source,
  };
}

/** Whether it is of a kind that a reader is told first. */
export function isStarred({ type }: Pick<IncidentEvent, 'type'>): boolean {
  return STARRED.has(type);
}

/** An alert stands where its source first saw the activity: the timeline begins before the incident does. */
function earliest(event: IncidentEvent): Timestamp {
  if (event.type !== 'AlertLinked') return event.occurredAt;
  const { firstSeenAt, receivedAt } = event.data.alert;
  const moments = [event.occurredAt, receivedAt, firstSeenAt ?? receivedAt].sort();
  return moments[0] ?? event.occurredAt;
}
