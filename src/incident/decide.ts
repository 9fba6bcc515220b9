/** The one place where a command becomes facts or a refusal. Only dispatches: each rule lives in its topic file. */

import type { Actor } from './actor.ts';
import * as approvals from './approvals.ts';
import * as bridge from './bridge.ts';
import * as checklist from './checklist.ts';
import * as clocks from './clocks.ts';
import type { IncidentCommand } from './commands.ts';
import * as confidentiality from './confidentiality.ts';
import * as containment from './containment.ts';
import * as conversations from './conversations.ts';
import { type Decision, refuse } from './decision.ts';
import * as disposal from './disposal.ts';
import type { Fact, IncidentEvent } from './events.ts';
import * as evidence from './evidence.ts';
import { evolve } from './evolve.ts';
import * as execution from './execution.ts';
import * as followups from './followups.ts';
import type { Incident } from './incident.ts';
import * as keeping from './keeping.ts';
import * as lifecycle from './lifecycle.ts';
import { forbids } from './permissions.ts';
import * as postmortem from './postmortem.ts';
import * as roles from './roles.ts';
import * as scope from './scope.ts';
import * as sections from './sections.ts';
import { machineTicks } from './self-ticking.ts';
import { setSeverity } from './severity.ts';
import { recordSimilar } from './similar.ts';
import * as talk from './talk.ts';
import * as trackedFields from './tracked-fields.ts';

/** Never throws. What is accepted includes the checklist items that thereby tick themselves. */
export function decide(command: IncidentCommand, incident: Incident, at: Date): Decision {
  if (incident.version === 0 && command.type !== 'DeclareIncident') {
    return refuse('unknown_incident', 'There is no such incident.', 'List them with: list.');
  }
  const refused = forbids(command, incident);
  if (refused) return { refused };
  const decision = dispatch(command, incident, at);
  if (!decision.accepted || decision.accepted.length === 0) return decision;
  const after = foldFacts(incident, decision.accepted, command.by, at);
  return { accepted: [...decision.accepted, ...machineTicks(incident, after)] };
}

/** The state as it will be once `facts` are recorded: what the next decision of the same moment is taken on. */
export function foldFacts(incident: Incident, facts: readonly Fact[], by: Actor, at: Date): Incident {
  const recordedAt = at.toISOString();
  return facts.reduce<Incident>((state, fact) => {
    const envelope = { id: '', incidentId: incident.id, seq: state.version + 1, recordedAt, by };
    const event = { ...fact, ...envelope, occurredAt: fact.occurredAt ?? recordedAt, source: fact.source ?? {} };
    return evolve(state, event as IncidentEvent);
  }, incident);
}

function dispatch(command: IncidentCommand, incident: Incident, at: Date): Decision {
  switch (command.type) {
    case 'DeclareIncident':
      return lifecycle.declare(command, incident);
    case 'RetitleIncident':
      return lifecycle.retitle(command, incident);
    case 'WriteSummary':
      return lifecycle.writeSummary(command, incident);
    case 'EnterPhase':
      return lifecycle.enterPhase(command, incident);
    case 'SetSeverity':
      return setSeverity(command, incident);
    case 'SetVisibility':
      return confidentiality.setVisibility(command, incident);
    case 'MergeInto':
      return lifecycle.mergeInto(command, incident);
    case 'AbsorbIncident':
      return lifecycle.absorb(command, incident);
    case 'CloseIncident':
      return lifecycle.close(command, incident);
    case 'ReopenIncident':
      return lifecycle.reopen(command, incident);
    case 'SetMilestone':
      return lifecycle.setMilestone(command, incident, at);
    case 'RecordSimilar':
      return recordSimilar(command, incident);
    case 'LinkAlert':
      return scope.linkAlert(command, incident);
    case 'AddEntity':
      return scope.addEntity(command, incident);
    case 'RemoveEntity':
      return scope.removeEntity(command, incident);
    case 'AddMember':
      return roles.addMember(command, incident);
    case 'AddMembers':
      return roles.addMembers(command, incident);
    case 'RemoveMember':
      return roles.removeMember(command, incident);
    case 'LeaveIncident':
      return roles.leaveIncident(command, incident);
    case 'RequestAccess':
      return roles.requestAccess(command, incident);
    case 'AllowAccess':
      return roles.allowAccess(command, incident);
    case 'DenyAccess':
      return roles.denyAccess(command, incident);
    case 'TakeRole':
      return roles.takeRole(command, incident);
    case 'AssignRole':
      return roles.assignRole(command, incident);
    case 'HandOffRole':
      return roles.handOffRole(command, incident);
    case 'ReleaseRole':
      return roles.releaseRole(command, incident);
    case 'RecordPage':
      return roles.recordPage(command);
    case 'AttachPlaybook':
      return checklist.attachPlaybook(command, incident);
    case 'AddTask':
      return checklist.addTask(command, incident);
    case 'TickTask':
      return checklist.tick(command, incident);
    case 'UntickTask':
      return checklist.untick(command, incident);
    case 'AssignTask':
      return checklist.assignTask(command, incident);
    case 'SetTaskDue':
      return checklist.setTaskDue(command, incident);
    case 'SkipTask':
      return checklist.skip(command, incident);
    case 'RecordConversation':
      return conversations.recordConversation(command, incident);
    case 'RecordConversationFailure':
      return conversations.recordConversationFailure(command);
    case 'RecordArchive':
      return conversations.recordArchive(command, incident);
    case 'RecordLoss':
      return conversations.recordLoss(command, incident);
    case 'RecordReturn':
      return conversations.recordReturn(command, incident);
    case 'RecordRename':
      return conversations.recordRename(command, incident);
    case 'Bridge':
      return bridge.bridge(command, incident);
    case 'Unbridge':
      return bridge.unbridge(command, incident);
    case 'ReportCompromise':
      return bridge.reportCompromise(command, incident, at);
    case 'RestorePlatform':
      return bridge.restorePlatform(command, incident);
    case 'RecordCutOff':
      return bridge.recordCutOff(command, incident);
    case 'RecordRestoration':
      return bridge.recordRestoration(command, incident);
    case 'AddNote':
      return talk.addNote(command, incident, at);
    case 'EditEntry':
      return talk.editEntry(command, incident);
    case 'CaptureMessage':
      return talk.capture(command, incident);
    case 'WithdrawCapture':
      return talk.withdraw(command, incident);
    case 'PostUpdate':
      return talk.postUpdate(command, incident);
    case 'SnoozeNag':
      return clocks.snoozeNag(command);
    case 'PassTime':
      return clocks.passTime(incident, at);
    case 'StartClock':
      return clocks.startClock(command, incident);
    case 'StopClock':
      return clocks.stopClock(command, incident);
    case 'ProposeAction':
      return containment.propose(command, incident);
    case 'RetryAction':
      return containment.retry(command, incident);
    case 'RecordPlan':
      return containment.recordPlan(command, incident, at);
    case 'RecordPlanRefusal':
      return containment.recordPlanRefusal(command, incident);
    case 'RequestApproval':
      return approvals.requestApproval(command, incident, at);
    case 'ApproveAction':
      return approvals.approve(command, incident, at);
    case 'DenyAction':
      return approvals.deny(command, incident);
    case 'BreakGlass':
      return approvals.breakGlass(command, incident);
    case 'WaiveEvidence':
      return containment.waiveEvidence(command, incident);
    case 'CancelAction':
      return containment.cancel(command, incident);
    case 'RequestRelease':
      return containment.requestRelease(command, incident);
    case 'AcceptResidual':
      return containment.acceptResidual(command, incident);
    case 'RecordStepStart':
      return execution.recordStepStart(command, incident);
    case 'RecordStepFinish':
      return execution.recordStepFinish(command, incident);
    case 'RecordProgress':
      return execution.recordProgress(command, incident);
    case 'RecordWaiting':
      return execution.recordWaiting(command, incident);
    case 'RecordHolding':
      return execution.recordHolding(command, incident);
    case 'RecordNotHolding':
      return execution.recordNotHolding(command, incident);
    case 'RecordActionFailure':
      return execution.recordFailure(command, incident);
    case 'RecordRelease':
      return execution.recordRelease(command, incident);
    case 'RecordReleaseFailure':
      return execution.recordReleaseFailure(command, incident);
    case 'RequestEvidence':
      return evidence.requestEvidence(command, incident);
    case 'RecordEvidenceFixed':
      return evidence.recordFixed(command, incident);
    case 'RecordEvidence':
      return evidence.recordEvidence(command, incident);
    case 'RecordEvidenceLock':
      return evidence.recordLock(command, incident);
    case 'RecordEvidenceFailure':
      return evidence.recordEvidenceFailure(command, incident);
    case 'DisposeEvidence':
      return disposal.disposeEvidence(command, incident, at);
    case 'RecordDisposal':
      return disposal.recordDisposal(command, incident);
    case 'RecordDisposalRefusal':
      return disposal.recordDisposalRefusal(command, incident);
    case 'HoldEvidence':
      return keeping.holdEvidence(command, incident);
    case 'LiftHold':
      return keeping.liftHold(command, incident);
    case 'ExtendRetention':
      return keeping.extendRetention(command, incident);
    case 'AddFollowUp':
      return followups.addFollowUp(command, incident);
    case 'ChangeFollowUp':
      return followups.changeFollowUp(command, incident);
    case 'FinishFollowUp':
      return followups.finishFollowUp(command, incident);
    case 'RejectFollowUp':
      return followups.rejectFollowUp(command, incident);
    case 'ReopenFollowUp':
      return followups.reopenFollowUp(command, incident);
    case 'TrackFollowUp':
      return followups.trackFollowUp(command, incident);
    case 'RecordTracking':
      return followups.recordTracking(command, incident);
    case 'RecordTrackingFailure':
      return followups.recordTrackingFailure(command, incident);
    case 'RecordTrackerState':
      return followups.recordTrackerState(command, incident);
    case 'RecordTrackerLoss':
      return followups.recordTrackerLoss(command, incident);
    case 'RecordTrackerFields':
      return trackedFields.recordTrackerFields(command, incident);
    case 'RecordTrackerSent':
      return trackedFields.recordTrackerSent(command, incident);
    case 'SettleTracking':
      return trackedFields.settleTracking(command, incident);
    case 'ChooseTemplate':
      return postmortem.chooseTemplate(command, incident);
    case 'ApproveExternal':
      return postmortem.approveExternal(command, incident);
    case 'OwnPostmortem':
      return postmortem.ownPostmortem(command, incident);
    case 'NameReviewer':
      return postmortem.nameReviewer(command, incident);
    case 'ExcuseReviewer':
      return postmortem.excuseReviewer(command, incident);
    case 'SetPostmortemDue':
      return postmortem.setPostmortemDue(command, incident);
    case 'MovePostmortem':
      return postmortem.movePostmortem(command, incident);
    case 'GiveReview':
      return postmortem.giveReview(command, incident);
    case 'PublishPostmortem':
      return postmortem.publishPostmortem(command, incident);
    case 'RecordPublication':
      return postmortem.recordPublication(command, incident);
    case 'RecordPublicationFailure':
      return postmortem.recordPublicationFailure(command, incident);
    case 'WriteSection':
      return sections.writeSection(command, incident);
    case 'DropEdit':
      return sections.dropEdit(command, incident);
    case 'AddComment':
      return sections.addComment(command, incident);
    case 'ResolveComment':
      return sections.resolveComment(command, incident);
    case 'RecordPostmortem':
      return lifecycle.recordPostmortem(command, incident);
  }
}
