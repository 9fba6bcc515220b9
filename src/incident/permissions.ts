/** Who may say which command. Asked when it is said, never when the button was drawn. */

import type { Actor } from './actor.ts';
import type { CommandType, IncidentCommand } from './commands.ts';
import { type Refusal, refusal } from './decision.ts';
import type { Incident } from './incident.ts';
import { unheard } from './sides.ts';

/**
 * Anybody signed in; a member; the commander or deputy; the machines that record what they saw; the timer alone.
 * Cordon's own rules may say what a member may, unless it is a person's to decide.
 */
type Who = 'anyone' | 'member' | 'lead' | 'machine' | 'timer';

const WHO: Readonly<Record<CommandType, Who>> = {
  DeclareIncident: 'anyone',
  RetitleIncident: 'member',
  WriteSummary: 'member',
  EnterPhase: 'member',
  SetSeverity: 'member',
  SetVisibility: 'lead',
  MergeInto: 'lead',
  AbsorbIncident: 'member',
  CloseIncident: 'lead',
  ReopenIncident: 'member',
  SetMilestone: 'member',
  RecordSimilar: 'machine',
  LinkAlert: 'member',
  AddEntity: 'member',
  RemoveEntity: 'member',
  AddMember: 'member',
  AddMembers: 'machine',
  RemoveMember: 'lead',
  LeaveIncident: 'member',
  RequestAccess: 'anyone',
  AllowAccess: 'member',
  DenyAccess: 'member',
  TakeRole: 'member',
  AssignRole: 'member',
  HandOffRole: 'member',
  ReleaseRole: 'member',
  RecordPage: 'machine',
  AttachPlaybook: 'member',
  AddTask: 'member',
  TickTask: 'member',
  UntickTask: 'member',
  AssignTask: 'member',
  SetTaskDue: 'member',
  SkipTask: 'member',
  RecordConversation: 'machine',
  RecordConversationFailure: 'machine',
  RecordArchive: 'machine',
  RecordLoss: 'machine',
  RecordReturn: 'machine',
  RecordRename: 'machine',
  Bridge: 'member',
  Unbridge: 'lead',
  ReportCompromise: 'member',
  RestorePlatform: 'lead',
  RecordCutOff: 'machine',
  RecordRestoration: 'machine',
  AddNote: 'member',
  EditEntry: 'member',
  CaptureMessage: 'member',
  WithdrawCapture: 'member',
  PostUpdate: 'member',
  SnoozeNag: 'member',
  PassTime: 'timer',
  ProposeAction: 'member',
  RequestApproval: 'member',
  ApproveAction: 'member',
  DenyAction: 'member',
  BreakGlass: 'lead',
  WaiveEvidence: 'member',
  CancelAction: 'member',
  RequestRelease: 'member',
  AcceptResidual: 'lead',
  RetryAction: 'member',
  RecordPlan: 'machine',
  RecordPlanRefusal: 'machine',
  RecordStepStart: 'machine',
  RecordStepFinish: 'machine',
  RecordProgress: 'machine',
  RecordWaiting: 'machine',
  RecordHolding: 'machine',
  RecordNotHolding: 'machine',
  RecordActionFailure: 'machine',
  RecordRelease: 'machine',
  RecordReleaseFailure: 'machine',
  RequestEvidence: 'member',
  RecordEvidenceFixed: 'machine',
  RecordEvidence: 'machine',
  RecordEvidenceLock: 'machine',
  RecordEvidenceFailure: 'machine',
  HoldEvidence: 'member',
  LiftHold: 'member',
  ExtendRetention: 'member',
  DisposeEvidence: 'member',
  RecordDisposal: 'machine',
  RecordDisposalRefusal: 'machine',
  StartClock: 'member',
  StopClock: 'member',
  AddFollowUp: 'member',
  ChangeFollowUp: 'member',
  FinishFollowUp: 'member',
  RejectFollowUp: 'member',
  ReopenFollowUp: 'member',
  TrackFollowUp: 'member',
  RecordTracking: 'machine',
  RecordTrackingFailure: 'machine',
  RecordTrackerState: 'machine',
  RecordTrackerLoss: 'machine',
  RecordTrackerFields: 'machine',
  RecordTrackerSent: 'machine',
  SettleTracking: 'member',
  ChooseTemplate: 'member',
  ApproveExternal: 'member',
  OwnPostmortem: 'member',
  NameReviewer: 'member',
  ExcuseReviewer: 'member',
  SetPostmortemDue: 'member',
  MovePostmortem: 'member',
  GiveReview: 'member',
  PublishPostmortem: 'member',
  RecordPublication: 'machine',
  RecordPublicationFailure: 'machine',
  WriteSection: 'member',
  DropEdit: 'member',
  AddComment: 'member',
  ResolveComment: 'member',
  RecordPostmortem: 'machine',
};

/** What may still be said once an incident is closed or merged. */
const AFTER_CLOSING: ReadonlySet<CommandType> = new Set([
  'ReopenIncident',
  'AddFollowUp',
  'ChangeFollowUp',
  'FinishFollowUp',
  'RejectFollowUp',
  'ReopenFollowUp',
  'TrackFollowUp',
  'ChooseTemplate',
  'ApproveExternal',
  'OwnPostmortem',
  'NameReviewer',
  'ExcuseReviewer',
  'SetPostmortemDue',
  'SettleTracking',
  'MovePostmortem',
  'GiveReview',
  'PublishPostmortem',
  'WriteSection',
  'DropEdit',
  'AddComment',
  'ResolveComment',
  'ReportCompromise',
  'RestorePlatform',
  'SnoozeNag',
  'AddNote',
  'EditEntry',
  'SetMilestone',
  'StopClock',
  'RequestAccess',
  'AllowAccess',
  'DenyAccess',
  'AddMember',
  'AddMembers',
  'RemoveMember',
  'LeaveIncident',
  'RequestRelease',
  'HoldEvidence',
  'LiftHold',
  'ExtendRetention',
  'DisposeEvidence',
  'PassTime',
]);

/** Records that stay true after closing: what became of a control, of evidence, of the conversation, of the document. */
const RECORDS_AFTER_CLOSING: ReadonlySet<CommandType> = new Set([
  'RecordConversation',
  'RecordConversationFailure',
  'RecordArchive',
  'RecordLoss',
  'RecordRename',
  'RecordCutOff',
  'RecordRestoration',
  'RecordStepStart',
  'RecordStepFinish',
  'RecordProgress',
  'RecordWaiting',
  'RecordHolding',
  'RecordNotHolding',
  'RecordActionFailure',
  'RecordRelease',
  'RecordReleaseFailure',
  'RecordEvidenceFixed',
  'RecordEvidence',
  'RecordEvidenceLock',
  'RecordEvidenceFailure',
  'RecordDisposal',
  'RecordDisposalRefusal',
  'RecordTracking',
  'RecordTrackingFailure',
  'RecordTrackerState',
  'RecordTrackerLoss',
  'RecordTrackerFields',
  'RecordTrackerSent',
  'RecordPublication',
  'RecordPublicationFailure',
  'RecordPostmortem',
  'RecordSimilar',
]);

/** Never decided by a rule or a worker: somebody answers for each. */
const FOR_PEOPLE: ReadonlySet<CommandType> = new Set([
  'SetVisibility',
  'MergeInto',
  'CloseIncident',
  'ReopenIncident',
  'LeaveIncident',
  'RequestAccess',
  'AllowAccess',
  'DenyAccess',
  'TakeRole',
  'HandOffRole',
  'SkipTask',
  'ApproveAction',
  'DenyAction',
  'BreakGlass',
  'WaiveEvidence',
  'AcceptResidual',
  'ReportCompromise',
  'RestorePlatform',
  'HoldEvidence',
  'LiftHold',
  'ExtendRetention',
  'DisposeEvidence',
  'SettleTracking',
  'ApproveExternal',
  'MovePostmortem',
  'GiveReview',
  'PublishPostmortem',
  'WriteSection',
  'DropEdit',
]);

/** The reason why `command` may not be said by its author now, or undefined. An outsider learns nothing by asking. */
export function forbids(command: IncidentCommand, incident: Incident): Refusal | undefined {
  const { type, by } = command;
  const who = WHO[type];
  const refused = isMachine(by) ? forbidsMachine(type, by) : forbidsPerson(type, by, incident);
  if (refused) return refused;
  const afterwards = AFTER_CLOSING.has(type) || RECORDS_AFTER_CLOSING.has(type);
  if (incident.status !== 'open' && !afterwards) return closed(incident);
  if (who === 'lead' && !isMachine(by) && !isLead(incident, by)) return notLead(incident);
  return undefined;
}

function forbidsMachine(type: CommandType, by: Actor): Refusal | undefined {
  if (FOR_PEOPLE.has(type)) {
    return refusal('people_only', 'This is for a person to decide.', 'Say it as a person who is a member.');
  }
  return WHO[type] === 'timer' && by.kind !== 'timer' ? machineOnly() : undefined;
}

function forbidsPerson(type: CommandType, by: Actor, incident: Incident): Refusal | undefined {
  const who = WHO[type];
  if (who === 'machine' || who === 'timer') return machineOnly();
  const heard = who === 'anyone' || isMember(incident, by);
  return unheard(by, incident) ?? (heard ? undefined : outsider(incident));
}

/** Cordon's own rules, its workers and its timer. Any other service is a stranger who must be a member like a person. */
function isMachine({ kind, id }: Actor): boolean {
  return kind === 'worker' || kind === 'timer' || (kind === 'service' && id === 'cordon');
}

export function isMember(incident: Incident, who: Pick<Actor, 'id'>): boolean {
  return incident.members.some(({ id }) => id === who.id);
}

/** The commander or the deputy. */
export function isLead(incident: Incident, who: Pick<Actor, 'id'>): boolean {
  return incident.roles.commander?.id === who.id || incident.roles.deputy?.id === who.id;
}

/** Ids of the roles the person holds. */
export function rolesOf(incident: Incident, who: Pick<Actor, 'id'>): readonly string[] {
  return Object.entries(incident.roles).flatMap(([role, holder]) => (holder.id === who.id ? [role] : []));
}

function machineOnly(): Refusal {
  return refusal(
    'machine_only',
    'Only Cordon itself records what a worker or a timer saw.',
    'Write it down as a note instead.',
  );
}

function closed(incident: Incident): Refusal {
  const into = incident.mergedInto;
  if (into) {
    return refusal(
      'merged',
      `This incident was merged into #${into.number} ${into.codename}.`,
      `Continue in #${into.number}.`,
    );
  }
  return refusal('closed', 'This incident is closed.', 'Reopen it with a reason: reopen because …');
}

function outsider(incident: Incident): Refusal {
  return refusal(
    'not_a_member',
    `You are not a member of #${incident.number} ${incident.codename}.`,
    'Request access; any member can allow it.',
  );
}

function notLead(incident: Incident): Refusal {
  const commander = incident.roles.commander;
  return refusal(
    'not_lead',
    'This is for the incident commander or the deputy.',
    commander ? `Ask ${commander.name}, who is in command.` : 'Nobody is in command: take commander first.',
  );
}
