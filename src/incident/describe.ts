/** Each event as one sentence, without its author and time: the same words in chat, the Room and the post-mortem. */

import type { ActionTarget } from './containment-events.ts';
import { describeAfter } from './describe-after.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { whyAlike } from './likeness.ts';
import { PHASE_LABELS } from './phases.ts';
import { sideName } from './sides.ts';

export function describe(event: IncidentEvent): string {
  switch (event.type) {
    case 'IncidentDeclared':
      return `Incident #${event.data.number} ${event.data.codename} declared at SEV-${event.data.severity}: ${event.data.title} (${event.data.because})`;
    case 'IncidentRetitled':
      return `Title changed to: ${event.data.to}`;
    case 'SummaryWritten':
      return `Summary: ${event.data.text}`;
    case 'PhaseEntered':
      return phase(event);
    case 'SeverityConfirmed':
      return `Severity SEV-${event.data.severity} confirmed: ${event.data.reason}`;
    case 'SeverityChanged':
      return `Severity SEV-${event.data.from} → SEV-${event.data.to}: ${event.data.reason}`;
    case 'VisibilityChanged':
      return `Visibility ${event.data.from} → ${event.data.to}: ${event.data.reason}`;
    case 'IncidentMerged':
      return `Merged into #${event.data.number} ${event.data.codename}: ${event.data.reason}`;
    case 'IncidentAbsorbed':
      return `#${event.data.number} ${event.data.codename} was merged into this incident`;
    case 'IncidentClosed':
      return `Closed: ${event.data.resolution}`;
    case 'IncidentReopened':
      return `Reopened: ${event.data.reason}`;
    case 'MilestoneSet':
      return `Milestone ${event.data.milestone} set to ${event.data.at}: ${event.data.reason}`;
    case 'AlertLinked':
      return `Alert from ${event.data.alert.source}: ${event.data.alert.title} (${event.data.why})`;
    case 'SimilarFound':
      return similar(event);
    case 'EntityAdded':
      return `Scope gained ${event.data.entity.kind} ${event.data.entity.id}: ${event.data.reason}`;
    case 'EntityRemoved':
      return `Scope lost ${event.data.entity.kind} ${event.data.entity.id}: ${event.data.reason}`;
    case 'MemberJoined':
      return `${event.data.person.name} joined (${event.data.how})`;
    case 'MemberLeft':
      return `${event.data.person.name} ${event.data.how === 'left' ? 'left' : 'was removed'}`;
    case 'AccessRequested':
      return `${event.data.person.name} asked for access: ${event.data.reason}`;
    case 'AccessDenied':
      return `${event.data.person.name} was denied access: ${event.data.reason}`;
    case 'RoleAssigned':
      return role(event);
    case 'RoleReleased':
      return `${event.data.person.name} laid down ${event.data.role}`;
    case 'PersonPaged':
      return `${event.data.person.name} paged by ${event.data.via}: ${event.data.reason}`;
    case 'PlaybookAttached':
      return `Playbook ${event.data.title} ${event.data.version} attached: ${event.data.tasks.length} items`;
    case 'TaskAdded':
      return `Task ${event.data.task.taskId} added: ${event.data.task.text}`;
    case 'TaskTicked':
      return ticked(event);
    case 'TaskUnticked':
      return `Not done after all: ${event.data.taskId} ${event.data.text}`;
    case 'TaskAssigned':
      return `${event.data.taskId} assigned to ${event.data.person.name}: ${event.data.text}`;
    case 'TaskDueSet':
      return `${event.data.taskId} due ${event.data.dueAt}: ${event.data.text}`;
    case 'TaskSkipped':
      return `Skipped ${event.data.taskId} ${event.data.text}: ${event.data.reason}`;
    case 'ConversationOpened':
      return `Conversation ${event.data.name} opened in ${event.data.platform}`;
    case 'ConversationFailed':
      return `No conversation in ${event.data.platform}: ${event.data.problem}`;
    case 'ConversationArchived':
      return `Conversation in ${event.data.platform} archived`;
    case 'ConversationLost':
      return lost(event);
    case 'ConversationRestored':
      return `${event.data.person?.name ?? 'Somebody'} brought the conversation in ${sideName(event.data.platform)} back`;
    case 'ConversationRenamed':
      return `${event.data.person?.name ?? 'Somebody'} renamed the conversation in ${sideName(event.data.platform)}: ${event.data.name} (before: ${event.data.before})`;
    case 'PlatformBridged':
      return `Carried in ${sideName(event.data.platform)} from now on`;
    case 'PlatformUnbridged':
      return `No longer carried in ${sideName(event.data.platform)}: ${event.data.reason}`;
    case 'CompromiseReported':
      return `${sideName(event.data.platform)} reported as compromised, to be confirmed by a second person: ${event.data.reason}`;
    case 'PlatformCutOff':
      return cutOff(event);
    case 'PlatformRestored':
      return `${sideName(event.data.platform)} is no longer held for compromised: ${event.data.reason}`;
    case 'NoteAdded':
      return event.data.text;
    case 'EntryEdited':
      return `Entry ${event.data.entryId} now reads: ${event.data.text} (before: ${event.data.before})`;
    case 'MessageCaptured':
      return `${event.data.message.author.name}: ${event.data.message.text}`;
    case 'CaptureWithdrawn':
      return `Taken off the timeline: ${event.data.message.author.name}: ${event.data.message.text}`;
    case 'UpdatePosted':
      return `Update to ${event.data.audience}: ${event.data.text}`;
    case 'NagRaised':
      return `Reminder ${event.data.times} to ${event.data.to.map(({ name }) => name).join(', ') || 'the channel'}: ${event.data.text}`;
    case 'NagSnoozed':
      return `Reminder ${event.data.nag} snoozed until ${event.data.until}`;
    case 'ActionProposed':
      return `${event.data.actionId} proposed: ${event.data.title} on ${target(event.data.target)}: ${event.data.reason}`;
    case 'ActionPlanned':
      return `${event.data.actionId} planned: ${event.data.plan.steps.length} calls, tier ${event.data.plan.tier}, plan ${event.data.plan.hash.slice(0, 8)}`;
    case 'PlanRefused':
      return `${event.data.actionId} cannot be planned: ${event.data.reason}`;
    case 'ApprovalRequested':
      return `${event.data.actionId} approval requested for plan ${event.data.planHash.slice(0, 8)} until ${event.data.expiresAt}: ${event.data.reason}`;
    case 'ApprovalGiven':
      return `${event.data.actionId} plan ${event.data.planHash.slice(0, 8)} approved${optional(' as ', event.data.as)}`;
    case 'ApprovalDenied':
      return `${event.data.actionId} plan ${event.data.planHash.slice(0, 8)} denied: ${event.data.reason}`;
    case 'ApprovalExpired':
      return `${event.data.actionId} approval of plan ${event.data.planHash.slice(0, 8)} expired`;
    case 'ApprovalsVoided':
      return `${event.data.actionId} approvals void: plan ${event.data.was.slice(0, 8)} became ${event.data.is.slice(0, 8)}`;
    case 'EvidenceWaived':
      return `${event.data.actionId} evidence waived (${event.data.kinds.join(', ')}): ${event.data.reason}`;
    case 'ActionAuthorized':
      return authorized(event);
    case 'ActionCancelled':
      return `${event.data.actionId} cancelled: ${event.data.reason}`;
    case 'StepStarted':
      return `${event.data.actionId} ${event.data.stage}: ${event.data.call} on ${event.data.on}`;
    case 'StepFinished':
      return `${event.data.actionId} ${event.data.stage} ${event.data.step}: ${event.data.outcome}, ${event.data.detail}`;
    case 'StepProgressed':
      return `${event.data.actionId} ${event.data.stage} ${event.data.step}: ${event.data.detail}`;
    case 'ActionWaiting':
      return `${event.data.actionId} waits: ${event.data.why}`;
    case 'ResumeDue':
      return `${event.data.actionId} to be taken up again`;
    case 'ActionHolding':
      return `${event.data.actionId} verified: ${event.data.verification}`;
    case 'ActionNotHolding':
      return `${event.data.actionId} is not holding: ${event.data.seen}`;
    case 'ActionFailed':
      return `${event.data.actionId} failed at ${event.data.stage}: ${event.data.problem}`;
    case 'RecheckDue':
      return `${event.data.actionId} to be looked at once more`;
    case 'ReleaseRequested':
      return `${event.data.actionId} release requested: ${event.data.reason}`;
    case 'ActionReleased':
      return `${event.data.actionId} released: ${event.data.restored}`;
    case 'ReleaseFailed':
      return `${event.data.actionId} release failed: ${event.data.problem}`;
    case 'ResidualAccepted':
      return `${event.data.actionId} ${event.data.title} accepted as it stands: ${event.data.reason}`;
    case 'EvidenceRequested':
      return `Evidence ${event.data.evidenceId} requested: ${event.data.kind} of ${event.data.subject}`;
    case 'EvidenceFixed':
      return `Evidence ${event.data.evidenceId} fixed in time: ${event.data.kind} of ${event.data.subject} (${event.data.reference})`;
    case 'EvidenceCollected':
      return `Evidence ${event.data.evidenceId} complete: ${event.data.kind} of ${event.data.subject}, ${event.data.bytes} bytes, SHA-256 ${event.data.sha256}`;
    case 'EvidenceLocked':
      return `Evidence ${event.data.evidenceId} locked${optional(' until ', event.data.until)}${event.data.legalHold ? ', under legal hold' : ''}`;
    case 'EvidenceFailed':
      return `Evidence ${event.data.evidenceId} not had: ${event.data.kind} of ${event.data.subject}: ${event.data.problem}`;
    case 'EvidenceHeld':
      return `Legal hold on ${evidenceOf(event.data)}: ${event.data.reason}`;
    case 'HoldLifted':
      return `Legal hold lifted from ${evidenceOf(event.data)}: ${event.data.reason}`;
    case 'RetentionExtended':
      return `${capital(evidenceOf(event.data))} to be kept until ${event.data.until.slice(0, 10)}: ${event.data.reason}`;
    case 'EvidenceDisposalRequested':
      return `Disposal of evidence ${event.data.evidenceId} requested: ${event.data.reason}`;
    case 'EvidenceDisposalConfirmed':
      return `Disposal of evidence ${event.data.evidenceId}, requested by ${event.data.requestedBy.name}, confirmed: ${event.data.reason}`;
    case 'EvidenceDisposed':
      return `Evidence ${event.data.evidenceId} disposed of, as ${event.data.people.map(({ name }) => name).join(' and ')} decided${event.data.freed ? '' : '; other evidence keeps the same content'}`;
    case 'EvidenceDisposalRefused':
      return `Evidence ${event.data.evidenceId} not disposed of: ${event.data.problem}`;
    case 'ClockStarted':
      return `${event.data.title} clock started at ${event.data.anchor}, due ${event.data.dueAt}`;
    case 'ClockStopped':
      return `${event.data.regime} clock stopped, ${event.data.outcome.replaceAll('_', ' ')}: ${event.data.proof}`;
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
    case 'PostmortemWritten':
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
      return describeAfter(event);
  }
}

function lost({ data: { platform, how, person } }: EventOf<'ConversationLost'>): string {
  const who = person?.name ?? 'Somebody';
  const what = how === 'removed' ? 'removed Cordon from' : how;
  return `${who} ${what} the conversation in ${sideName(platform)}`;
}

function cutOff({ data }: EventOf<'PlatformCutOff'>): string {
  const how = data.elsewhere ? 'another incident' : 'break glass';
  const who = data.reportedBy ? `two people, reported by ${data.reportedBy.name}` : how;
  return `${sideName(data.platform)} cut off as compromised (${who}): ${data.reason}`;
}

function target({ kind, id, account, region }: ActionTarget): string {
  return `${kind} ${id} (${[account, region].filter(Boolean).join(', ')})`;
}

function similar({ data }: EventOf<'SimilarFound'>): string {
  const found = data.found.map(({ number, codename, reasons }) => `#${number} ${codename} (${whyAlike(reasons)})`);
  return found.length === 0
    ? 'No other incident is like this one any more'
    : `Incidents like this one: ${found.join(', ')}`;
}

function phase({ data }: EventOf<'PhaseEntered'>): string {
  const gate = data.overridden.length > 0 ? ` (gate overridden, open: ${data.overridden.join('; ')})` : '';
  const way = `Phase ${PHASE_LABELS[data.from].title} → ${PHASE_LABELS[data.to].title}`;
  return `${way}${optional(': ', data.reason)}${gate}`;
}

function role({ data }: EventOf<'RoleAssigned'>): string {
  const from = optional(', from ', data.previous?.name);
  return `${data.title}: ${data.person.name} (${data.how.replaceAll('_', ' ')}${from})${optional(': ', data.handover)}`;
}

function ticked({ data }: EventOf<'TaskTicked'>): string {
  const itself = data.how === 'machine' ? ', by itself' : '';
  return `Done${itself}: ${data.taskId} ${data.text}${data.note ? ` (${data.note})` : ''}`;
}

function authorized({ data }: EventOf<'ActionAuthorized'>): string {
  const who = optional(' by ', data.approvedBy.map(({ name }) => name).join(', '));
  return `${data.actionId} authorised, ${data.how.replaceAll('_', ' ')}${who}${optional(': ', data.reason)}`;
}

function evidenceOf({ evidenceId }: { readonly evidenceId?: string }): string {
  return evidenceId === undefined ? 'all evidence' : `evidence ${evidenceId}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function optional(before: string, text: string | undefined): string {
  return text ? `${before}${text}` : '';
}
