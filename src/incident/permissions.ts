/** Who may say which command. Asked when it is said, never when the button was drawn. */

import type { Actor } from './actor.ts';
import type { CommandType, IncidentCommand } from './commands.ts';
import type { Refusal } from './decision.ts';
import type { Incident } from './incident.ts';

/** Anybody signed in, the workers, Cordon's own rules, the timer; or a member, or a holder of a leading role. */
type Who = 'anyone' | 'member' | 'lead' | 'machine';

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
  LinkAlert: 'member',
  AddEntity: 'member',
  RemoveEntity: 'member',
  AddMember: 'member',
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
  AddNote: 'member',
  EditEntry: 'member',
  CaptureMessage: 'member',
  WithdrawCapture: 'member',
  PostUpdate: 'member',
  SnoozeNag: 'member',
  PassTime: 'machine',
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
  StartClock: 'member',
  StopClock: 'member',
  AddFollowUp: 'member',
  FinishFollowUp: 'member',
  RejectFollowUp: 'member',
  RecordPostmortem: 'machine',
};

/** What may still be said once an incident is closed or merged. */
const AFTER_CLOSING: ReadonlySet<CommandType> = new Set([
  'ReopenIncident',
  'AddFollowUp',
  'FinishFollowUp',
  'RejectFollowUp',
  'AddNote',
  'EditEntry',
  'SetMilestone',
  'StopClock',
  'RequestAccess',
  'AllowAccess',
  'DenyAccess',
  'AddMember',
  'RemoveMember',
  'LeaveIncident',
  'RequestRelease',
  'PassTime',
]);

/** The reason why `command` may not be said by its author now, or undefined. */
export function forbids(command: IncidentCommand, incident: Incident): Refusal | undefined {
  const machine = command.by.kind !== 'person';
  const who = WHO[command.type];
  if (incident.status !== 'open' && !AFTER_CLOSING.has(command.type) && who !== 'machine') return closed(incident);
  if (machine || who === 'anyone') return undefined;
  if (who === 'machine') {
    return {
      code: 'machine_only',
      reason: 'Only Cordon itself records what a worker or a timer saw.',
      remedy: 'Write it down as a note instead.',
    };
  }
  if (!isMember(incident, command.by)) return outsider(incident);
  if (who === 'lead' && !isLead(incident, command.by)) return notLead(incident);
  return undefined;
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

function closed(incident: Incident): Refusal {
  if (incident.mergedInto) {
    return {
      code: 'merged',
      reason: `This incident was merged into #${incident.mergedInto.number} ${incident.mergedInto.codename}.`,
      remedy: `Continue in #${incident.mergedInto.number}.`,
    };
  }
  return { code: 'closed', reason: 'This incident is closed.', remedy: 'Reopen it with a reason: reopen because …' };
}

function outsider(incident: Incident): Refusal {
  return {
    code: 'not_a_member',
    reason: `You are not a member of #${incident.number} ${incident.codename}.`,
    remedy: 'Request access; any member can allow it.',
  };
}

function notLead(incident: Incident): Refusal {
  const commander = incident.roles.commander;
  return {
    code: 'not_lead',
    reason: 'This is for the incident commander or the deputy.',
    remedy: commander ? `Ask ${commander.name}, who is in command.` : 'Nobody is in command: take commander first.',
  };
}
