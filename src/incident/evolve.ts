/** Folds facts into state. Never refuses: what was recorded has happened. Each topic's folding stands in its own file. */

import { emptyIncident } from './empty.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { evolveAction } from './evolve-action.ts';
import { evolveBridge } from './evolve-bridge.ts';
import { evolveConversations } from './evolve-conversations.ts';
import { evolveFollowUp } from './evolve-follow-up.ts';
import { evolvePeople } from './evolve-people.ts';
import { evolveRecord } from './evolve-record.ts';
import { evolveTask } from './evolve-task.ts';
import { evolveWriteUp } from './evolve-write-up.ts';
import type { Incident } from './incident.ts';
import { sameEntity } from './scope.ts';

export function evolve(incident: Incident, event: IncidentEvent): Incident {
  const attended = event.by.kind === 'person' ? { attendedAt: event.recordedAt } : {};
  return { ...apply(incident, event), version: event.seq, touchedAt: event.recordedAt, ...attended };
}

/** The state after all of `events`, which must begin with the first. */
export function replay(id: string, events: Iterable<IncidentEvent>): Incident {
  let incident = emptyIncident(id);
  for (const event of events) incident = evolve(incident, event);
  return incident;
}

function apply(incident: Incident, event: IncidentEvent): Incident {
  switch (event.type) {
    case 'IncidentDeclared':
      return declared(incident, event);
    case 'IncidentRetitled':
      return { ...incident, title: event.data.to };
    case 'SummaryWritten':
      return { ...incident, summary: event.data.text };
    case 'PhaseEntered':
      return { ...incident, phase: event.data.to, phaseEnteredAt: event.occurredAt };
    case 'SeverityConfirmed':
      return { ...incident, severity: event.data.severity, severityConfirmed: true };
    case 'SeverityChanged':
      return { ...incident, severity: event.data.to, severityConfirmed: true };
    case 'VisibilityChanged':
      return { ...incident, visibility: event.data.to };
    case 'IncidentMerged': {
      const { into, number, codename } = event.data;
      return { ...incident, status: 'merged', mergedInto: { id: into, number, codename }, closedAt: event.occurredAt };
    }
    case 'IncidentClosed':
      return { ...incident, status: 'closed', closedAt: event.occurredAt };
    case 'IncidentReopened': {
      const { closedAt: _closed, ...rest } = incident;
      return { ...rest, status: 'open' };
    }
    case 'MilestoneSet':
      return { ...incident, milestones: { ...incident.milestones, [event.data.milestone]: event.data.at } };
    case 'SimilarFound':
      return { ...incident, similar: event.data.found };
    case 'AlertLinked':
      return linked(incident, event);
    case 'EntityAdded':
      return { ...incident, scope: [...incident.scope, event.data.entity] };
    case 'EntityRemoved':
      return { ...incident, scope: incident.scope.filter((known) => !sameEntity(known, event.data.entity)) };
    case 'MemberJoined':
    case 'MemberLeft':
    case 'AccessRequested':
    case 'AccessDenied':
    case 'RoleAssigned':
    case 'RoleReleased':
    case 'PersonPaged':
      return evolvePeople(incident, event);
    case 'PlaybookAttached':
    case 'TaskAdded':
    case 'TaskTicked':
    case 'TaskUnticked':
    case 'TaskAssigned':
    case 'TaskDueSet':
    case 'TaskSkipped':
      return evolveTask(incident, event);
    case 'ActionProposed':
    case 'ActionPlanned':
    case 'PlanRefused':
    case 'ApprovalRequested':
    case 'ApprovalGiven':
    case 'ApprovalDenied':
    case 'ApprovalExpired':
    case 'ApprovalsVoided':
    case 'EvidenceWaived':
    case 'ActionAuthorized':
    case 'ActionCancelled':
    case 'StepStarted':
    case 'StepFinished':
    case 'StepProgressed':
    case 'ActionWaiting':
    case 'ResumeDue':
    case 'ActionHolding':
    case 'ActionNotHolding':
    case 'ActionFailed':
    case 'RecheckDue':
    case 'ReleaseRequested':
    case 'ActionReleased':
    case 'ReleaseFailed':
    case 'ResidualAccepted':
      return evolveAction(incident, event);
    case 'IncidentAbsorbed':
    case 'NoteAdded':
    case 'EntryEdited':
    case 'MessageCaptured':
    case 'CaptureWithdrawn':
    case 'UpdatePosted':
    case 'NagRaised':
    case 'NagSnoozed':
    case 'EvidenceRequested':
    case 'EvidenceFixed':
    case 'EvidenceCollected':
    case 'EvidenceLocked':
    case 'EvidenceFailed':
    case 'EvidenceHeld':
    case 'HoldLifted':
    case 'RetentionExtended':
    case 'EvidenceDisposalRequested':
    case 'EvidenceDisposalConfirmed':
    case 'EvidenceDisposed':
    case 'EvidenceDisposalRefused':
    case 'ClockStarted':
    case 'ClockStopped':
    case 'PostmortemWritten':
      return evolveRecord(incident, event);
    case 'ConversationOpened':
    case 'ConversationFailed':
    case 'ConversationArchived':
    case 'ConversationLost':
    case 'ConversationRestored':
    case 'ConversationRenamed':
      return evolveConversations(incident, event);
    case 'PlatformBridged':
    case 'PlatformUnbridged':
    case 'CompromiseReported':
    case 'PlatformCutOff':
    case 'PlatformRestored':
      return evolveBridge(incident, event);
    case 'FollowUpAdded':
    case 'FollowUpChanged':
    case 'FollowUpDone':
    case 'FollowUpRejected':
    case 'FollowUpReopened':
    case 'TrackingRequested':
    case 'FollowUpTracked':
    case 'TrackingFailed':
    case 'TrackerStateSeen':
    case 'TrackerIssueLost':
    case 'TrackerFieldsSeen':
    case 'TrackerDifferenceSettled':
      return evolveFollowUp(incident, event);
    case 'TemplateChosen':
    case 'ExternalApproved':
    case 'PostmortemOwned':
    case 'ReviewerNamed':
    case 'ReviewerExcused':
    case 'PostmortemDueSet':
    case 'PostmortemMoved':
    case 'ReviewGiven':
    case 'SectionWritten':
    case 'EditKept':
    case 'EditDropped':
    case 'CommentAdded':
    case 'CommentResolved':
    case 'PublicationRequested':
    case 'PostmortemPublished':
    case 'PublicationFailed':
      return evolveWriteUp(incident, event);
  }
}

function declared(incident: Incident, event: EventOf<'IncidentDeclared'>): Incident {
  const { roster, playbook: _slug, ...rest } = event.data;
  return {
    ...incident,
    ...rest,
    roster: roster.id,
    status: 'open',
    phase: 'detection_analysis',
    declaredAt: event.recordedAt,
    declaredBy: event.by,
    phaseEnteredAt: event.recordedAt,
  };
}

function linked(incident: Incident, event: EventOf<'AlertLinked'>): Incident {
  const { alert } = event.data;
  const scope = [...incident.scope];
  for (const entity of alert.entities) if (!scope.some((known) => sameEntity(known, entity))) scope.push(entity);
  return { ...incident, alerts: [...incident.alerts, alert], scope };
}
