/** One event of every kind there is, about the things of the stolen session: what a test of every kind goes through. */

import type { EventData, EventType, IncidentEvent } from '../../src/incident/events.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';
import { tellStolenSession } from './storyline.ts';
import { at, commander, HASH, owner, personOf, ROLE_ARN, responder, scribe } from './teller.ts';

const ROLE = { kind: 'role', id: 'billing-import', account: '222233334444' } as const;
const LATER = at(5_000);
const MESSAGE = {
  platform: 'slack',
  conversation: 'C042',
  messageId: '1772599.000100',
  author: personOf(scribe),
  text: 'A late message',
  sentAt: at(20),
} as const;
const STEP = { actionId: 'a1', stage: 'execute', step: 's9' } as const;
const PIECE = { evidenceId: 'e9', kind: 'disk-snapshot', subject: 'i-0abc1234def567890' } as const;
const PLACE = { target: 'wiki', kind: 'confluence' } as const;

/** The compiler names a kind that is missing here. */
export const ONE_OF_EACH: { readonly [T in EventType]: EventData[T] } = {
  IncidentDeclared: {
    number: 42,
    codename: 'sapphire-heron',
    title: 'Said again',
    incidentType: 'identity',
    severity: 3,
    mode: 'live',
    visibility: 'restricted',
    because: 'a second declaration',
    roster: { id: 'cloud-security', members: [] },
    policy: DEFAULT_POLICY,
    tlp: 'AMBER',
  },
  IncidentRetitled: { from: 'x', to: 'A better title' },
  SummaryWritten: { text: 'Another summary.' },
  PhaseEntered: { from: 'post_incident', to: 'containment', reason: 'a new finding', overridden: ['t3 open'] },
  SeverityConfirmed: { severity: 1, reason: 'still so' },
  SeverityChanged: { from: 1, to: 3, reason: 'less than feared' },
  VisibilityChanged: { from: 'restricted', to: 'open', reason: 'nothing confidential is left' },
  IncidentMerged: { into: 'other', number: 41, codename: 'coral-ibis', reason: 'the same attack' },
  IncidentAbsorbed: { incidentId: 'other', number: 40, codename: 'pale-crane' },
  IncidentClosed: { resolution: 'Closed once more.' },
  IncidentReopened: { reason: 'a late finding' },
  MilestoneSet: { milestone: 'started', at: at(-300), reason: 'first login' },
  SimilarFound: {
    found: [
      {
        incidentId: 'other',
        number: 12,
        codename: 'ivory-swift',
        reasons: [{ kind: 'techniques', count: 1 }, { kind: 'words' }],
      },
    ],
  },
  AlertLinked: {
    alert: {
      alertId: 'd-9',
      findingId: 'fi-9',
      source: 'aws-cloudtrail',
      type: 'Stealth:IAMUser/CloudTrailLoggingDisabled',
      title: 'A trail was stopped',
      severity: 'critical',
      entities: [ROLE],
      techniques: ['T1562.008'],
      firstSeenAt: at(-400),
      receivedAt: at(-399),
      sha256: HASH('8'),
    },
    why: 'names the same account',
  },
  EntityAdded: { entity: ROLE, reason: 'found in the log' },
  EntityRemoved: {
    entity: { kind: 'role', id: ROLE_ARN, account: '111122223333', region: 'eu-central-1' },
    reason: 'cleared',
  },
  MemberJoined: { person: { id: 'late@example.com', name: 'late' }, how: 'invited' },
  MemberLeft: { person: personOf(responder), how: 'left' },
  AccessRequested: { person: { id: 'curious@example.com', name: 'curious' }, reason: 'to learn' },
  AccessDenied: { person: { id: 'curious@example.com', name: 'curious' }, reason: 'not needed' },
  RoleAssigned: {
    role: 'commander',
    title: 'Incident Commander',
    brief: '',
    person: personOf(responder),
    previous: personOf(commander),
    how: 'handed_off',
    handover: 'quiet',
  },
  RoleReleased: { role: 'scribe', person: personOf(scribe) },
  PersonPaged: { person: personOf(owner), reason: 'needed', via: 'roster' },
  PlaybookAttached: {
    slug: 'other',
    title: 'Another playbook',
    version: '2',
    sha256: HASH('6'),
    tasks: [{ taskId: 't9', phase: 'recovery', kind: 'check', text: 'Look once more', required: false }],
  },
  TaskAdded: {
    task: { taskId: 't8', phase: 'recovery', kind: 'check', text: 'Look twice', required: false },
  },
  TaskTicked: { taskId: 't4', text: 'Decide whether to isolate the instance', how: 'person', note: 'again' },
  TaskUnticked: { taskId: 't1', text: 'Confirm the severity' },
  TaskAssigned: { taskId: 't1', text: 'Confirm the severity', person: personOf(owner) },
  TaskDueSet: { taskId: 't1', text: 'Confirm the severity', dueAt: LATER },
  TaskSkipped: { taskId: 't4', text: 'Decide whether to isolate the instance', reason: 'moot' },
  ConversationOpened: { platform: 'teams', conversation: '19:1', name: 'inc-42-teams' },
  ConversationFailed: { platform: 'teams', problem: 'throttled', remedy: 'It is tried again.' },
  ConversationArchived: { platform: 'slack', conversation: 'C042' },
  ConversationLost: { platform: 'slack', conversation: 'C042', how: 'archived', person: personOf(responder) },
  ConversationRestored: { platform: 'slack', conversation: 'C042' },
  ConversationRenamed: { platform: 'slack', conversation: 'C042', name: 'inc-42', before: 'inc-42-sapphire-heron' },
  PlatformBridged: { platform: 'teams' },
  PlatformUnbridged: { platform: 'teams', reason: 'nobody is there' },
  CompromiseReported: { platform: 'slack', reason: 'an administrator was phished', until: LATER },
  PlatformCutOff: { platform: 'slack', reason: 'an administrator was phished', how: 'break_glass' },
  PlatformRestored: { platform: 'slack', reason: 'the account is clean' },
  NoteAdded: { entryId: 'n90', text: 'A late note.' },
  EntryEdited: { entryId: 'n12', text: 'Worded anew.', before: 'x' },
  MessageCaptured: { entryId: 'n91', message: MESSAGE },
  CaptureWithdrawn: { entryId: 'n11', message: MESSAGE },
  UpdatePosted: { updateId: 'u9', text: 'All is well.', audience: 'members' },
  NagRaised: { nag: 'stale', about: '', text: 'Nothing for a day', to: [personOf(commander)], times: 2 },
  NagSnoozed: { nag: 'stale', until: LATER },
  ActionProposed: {
    actionId: 'a9',
    action: 'aws.stop-instance',
    title: 'Stop instance',
    target: { provider: 'aws', account: '111122223333', kind: 'instance', id: 'i-0late' },
    reason: 'seen late',
    requested: false,
  },
  ActionPlanned: {
    actionId: 'a2',
    version: 3,
    plan: {
      steps: [],
      effect: 'reversible',
      tier: 3,
      blastRadius: [],
      evidence: [],
      undo: 'none',
      warnings: [],
      settleSeconds: 0,
      hash: HASH('4'),
    },
  },
  PlanRefused: { actionId: 'a2', code: 'protected', reason: 'a protected tag', remedy: 'Take the tag away.' },
  ApprovalRequested: { actionId: 'a1', planHash: HASH('d'), reason: 'once more', expiresAt: LATER },
  ApprovalGiven: { actionId: 'a1', planHash: HASH('d'), as: 'account-owner' },
  ApprovalDenied: { actionId: 'a1', planHash: HASH('d'), reason: 'not again' },
  ApprovalExpired: { actionId: 'a1', planHash: HASH('d') },
  ApprovalsVoided: { actionId: 'a1', was: HASH('d'), is: HASH('e') },
  EvidenceWaived: { actionId: 'a1', kinds: ['memory'], reason: 'no time' },
  ActionAuthorized: {
    actionId: 'a1',
    planHash: HASH('d'),
    approvedBy: [personOf(owner)],
    how: 'standing_authority',
    reason: 'agreed before',
  },
  ActionCancelled: { actionId: 'a1', reason: 'no longer wanted' },
  StepStarted: { ...STEP, call: 'iam:GetRole', on: 'billing-export' },
  StepFinished: { ...STEP, outcome: 'failed', detail: 'answered 500' },
  StepProgressed: { ...STEP, detail: 'half of it' },
  ActionWaiting: { actionId: 'a1', on: 'provider', why: 'throttled', lookAgainAt: LATER },
  ResumeDue: { actionId: 'a1' },
  ActionHolding: { actionId: 'a1', verification: 'looked again' },
  ActionNotHolding: { actionId: 'a1', seen: 'the policy is gone', remedy: 'Apply it again.' },
  ActionFailed: { actionId: 'a1', stage: 'verify', problem: 'no answer', remedy: 'Look again.' },
  RecheckDue: { actionId: 'a1' },
  ReleaseRequested: { actionId: 'a1', reason: 'over' },
  ActionReleased: { actionId: 'a2', restored: 'the former groups' },
  ReleaseFailed: { actionId: 'a2', problem: 'denied', remedy: 'Give the right.' },
  ResidualAccepted: { actionId: 'a1', title: 'Revoke role sessions', reason: 'kept' },
  EvidenceRequested: { ...PIECE, actionId: 'a2' },
  EvidenceFixed: { ...PIECE, reference: 'snap-9' },
  EvidenceCollected: {
    ...PIECE,
    name: 'snapshot.json',
    mediaType: 'application/json',
    sha256: HASH('3'),
    bytes: 12,
    collector: 'aws.disk-snapshot',
  },
  EvidenceLocked: { evidenceId: 'e1', until: LATER },
  EvidenceFailed: { ...PIECE, problem: 'gone', remedy: 'none' },
  EvidenceHeld: { evidenceId: 'e1', reason: 'matter 7' },
  HoldLifted: { evidenceId: 'e1', reason: 'settled' },
  EvidenceDisposalRequested: { evidenceId: 'e1', reason: 'no longer needed', validUntil: LATER },
  EvidenceDisposalConfirmed: { evidenceId: 'e1', reason: 'agreed', requestedBy: personOf(scribe) },
  EvidenceDisposed: {
    evidenceId: 'e1',
    sha256: 'ab'.repeat(32),
    freed: true,
    people: [personOf(scribe), personOf(owner)],
  },
  EvidenceDisposalRefused: { evidenceId: 'e1', problem: 'a lock stands', remedy: 'wait' },
  RetentionExtended: { evidenceId: 'e1', until: '2036-01-31T00:00:00.000Z', reason: 'an audit is announced' },
  ClockStarted: {
    clockId: 'c9',
    regime: 'nis2',
    title: 'NIS2 early warning',
    anchor: 'awareness',
    startedAt: at(11),
    dueAt: at(11 + 24 * 60),
  },
  ClockStopped: { clockId: 'c1', regime: 'gdpr-33', outcome: 'sent', proof: 'a second receipt' },
  PostmortemWritten: { version: 1, chainHead: HASH('2'), sha256: HASH('1') },
  TemplateChosen: {
    template: 'short',
    sha256: HASH('0'),
    sections: [
      ...['header', 'timeline', 'actions', 'evidence', 'exceptions'].map((section) => ({ section })),
      { section: 'five-whys', title: 'Why, five times', questions: ['Why could it happen?'] },
      { section: 'full-log' },
    ],
  },
  ExternalApproved: { sha256: HASH('7') },
  PostmortemOwned: { owner: personOf(scribe) },
  ReviewerNamed: { reviewer: personOf(owner) },
  ReviewerExcused: { reviewer: personOf(owner) },
  PostmortemDueSet: { step: 'review', dueAt: LATER },
  PostmortemMoved: { from: 'draft', to: 'in_review', reason: 'ready' },
  ReviewGiven: { verdict: 'approved', text: 'well told' },
  SectionWritten: { section: 'lucky', version: 1, text: 'It was a Tuesday.', basedOn: 0, how: 'written' },
  EditKept: { editId: 'd1', section: 'lucky', text: 'It was a Monday.', basedOn: 0, against: 1 },
  EditDropped: { editId: 'd1', section: 'lucky' },
  CommentAdded: { commentId: 'k1', section: 'lucky', text: 'Was it?' },
  CommentResolved: { commentId: 'k1', section: 'lucky' },
  PublicationRequested: PLACE,
  PostmortemPublished: { ...PLACE, url: 'https://wiki.example.com/42', position: 62, sha256: HASH('9') },
  PublicationFailed: { ...PLACE, problem: 'no rights', remedy: 'Give them.' },
  FollowUpAdded: { followUpId: 'f9', text: 'Look at every role', kind: 'detect', because: 'one was missed' },
  FollowUpChanged: { followUpId: 'f1', text: 'Require IMDSv2 everywhere', priority: 'high' },
  FollowUpDone: { followUpId: 'f1' },
  FollowUpRejected: { followUpId: 'f1', reason: 'done by the platform team' },
  FollowUpReopened: { followUpId: 'f1', reason: 'it came back' },
  TrackingRequested: { followUpId: 'f1', tracker: 'board' },
  FollowUpTracked: {
    followUpId: 'f1',
    tracker: 'board',
    kind: 'jira',
    key: 'SEC-9',
    url: 'https://board.example.com/browse/SEC-9',
  },
  TrackingFailed: { followUpId: 'f1', tracker: 'board', problem: 'no rights', remedy: 'Give them.' },
  TrackerStateSeen: { followUpId: 'f1', tracker: 'board', state: 'done' },
  TrackerIssueLost: { followUpId: 'f1', tracker: 'board', key: 'SEC-7', to: 'OPS-1' },
  TrackerFieldsSeen: {
    ...{ followUpId: 'f1', tracker: 'board' },
    there: { title: 'Require IMDSv2', due: '2026-04-02', priority: 'low' },
    here: { title: 'Require IMDSv2', due: '2026-04-01', priority: 'low' },
    differs: ['due'],
  },
  TrackerDifferenceSettled: { followUpId: 'f1', tracker: 'board', holds: 'here', fields: ['due'] },
};

/** The stolen session with one more event of a kind at its end, by a person. */
export function withOneMore(type: EventType): readonly IncidentEvent[] {
  const before = tellStolenSession();
  return [...before, eventOf(type, before.length + 1)];
}

/** The stolen session with one event of every kind after it, in the order they are listed. */
export function tellEverything(): readonly IncidentEvent[] {
  const before = tellStolenSession();
  const types = (Object.keys(ONE_OF_EACH) as EventType[]).filter((type) => type !== 'IncidentDeclared');
  return [...before, ...types.map((type, index) => eventOf(type, before.length + 1 + index))];
}

function eventOf(type: EventType, seq: number): IncidentEvent {
  const occurredAt = at(2_000 + seq);
  const id = `01956c2b-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`;
  const envelope = { id, incidentId: '01956c2b-0000-7000-8000-000000000042', seq, type, occurredAt };
  return { ...envelope, recordedAt: occurredAt, data: ONE_OF_EACH[type], by: owner, source: {} } as IncidentEvent;
}
