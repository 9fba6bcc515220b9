/** Who decided what and why: phases, severity, approvals, refusals, overrides. In order, each with its reason. */

import type { EventOf, EventType, IncidentEvent } from '../../incident/events.ts';
import { PHASE_LABELS } from '../../incident/phases.ts';
import { proposalFor, proposalsOf } from '../action-tale.ts';
import { absent, type Block, type Cites, prompt, type Row, tables } from '../facts.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { spaced } from '../text.ts';
import { at, everyone, said, strong, type Words, who } from '../words.ts';

/** What was decided, and the reason given, if one was. */
type Decision = readonly [what: Words, why?: Words];
/** How an action is called, by its id. */
type Named = (actionId: string) => Words;

export const response: Section = { id: 'response', title: 'Response and decisions', write };

/** The events that are somebody's decision. */
const DECISIONS: { readonly [T in EventType]?: (data: EventOf<T>['data'], named: Named) => Decision } = {
  PhaseEntered: phase,
  SeverityConfirmed: ({ severity, reason }) => [`Confirmed SEV-${severity}`, said(reason)],
  SeverityChanged: ({ from, to, reason }) => [`Changed SEV-${from} to SEV-${to}`, said(reason)],
  VisibilityChanged: ({ to, reason }) => [`Made the incident ${to}`, said(reason)],
  MilestoneSet: (data) => [[`Set “${data.milestone}” to `, at(data.at)], said(data.reason)],
  IncidentMerged: ({ number, reason }) => [`Merged into incident ${number}`, said(reason)],
  IncidentClosed: ({ resolution }) => ['Closed the incident', said(resolution)],
  IncidentReopened: ({ reason }) => ['Reopened the incident', said(reason)],
  AccessDenied: ({ person, reason }) => [['Refused access to ', who(person)], said(reason)],
  CompromiseReported: ({ platform, reason }) => [['Reported ', said(platform), ' as compromised'], said(reason)],
  PlatformCutOff: ({ platform, reason, how }) => [
    [strong('Cut off'), ' ', said(platform), ` (${spaced(how)})`],
    said(reason),
  ],
  PlatformRestored: ({ platform, reason }) => [['Restored ', said(platform)], said(reason)],
  TaskSkipped: ({ text, reason }) => [['Skipped: ', said(text)], said(reason)],
  FollowUpRejected: ({ followUpId, reason }) => [`Rejected follow-up ${followUpId}`, said(reason)],
  ApprovalGiven: (data, named) => [
    ['Approved ', named(data.actionId)],
    ['as ', said(data.as)],
  ],
  ApprovalDenied: ({ actionId, reason }, named) => [[strong('Denied'), ' ', named(actionId)], said(reason)],
  ApprovalExpired: ({ actionId }, named) => [['Approval ran out unanswered: ', named(actionId)]],
  ApprovalsVoided: ({ actionId }, named) => [['Approvals void: ', named(actionId)], 'The plan had changed'],
  EvidenceWaived: ({ actionId, kinds, reason }, named) => [
    [strong('Waived evidence'), ' (', said(kinds.join(', ')), ') for ', named(actionId)],
    said(reason),
  ],
  ActionAuthorized: authorized,
  ActionCancelled: ({ actionId, reason }, named) => [['Cancelled ', named(actionId)], said(reason)],
  ReleaseRequested: ({ actionId, reason }, named) => [['Asked to release ', named(actionId)], said(reason)],
  ResidualAccepted: ({ title, reason }) => [[strong('Accepted'), ' leaving in place: ', said(title)], said(reason)],
};

function write(story: Story): readonly Block[] {
  const proposals = proposalsOf(story);
  const named: Named = (actionId) => [said(proposals.get(actionId)?.data.title ?? ''), ` (${actionId})`];
  const rows: Row[] = [];
  for (const event of story.events) {
    const decision = decided(event, named);
    if (decision === undefined) continue;
    const proposal = proposalFor(event, proposals);
    const cites: Cites = proposal === undefined ? [event] : [proposal, event];
    rows.push({ cells: [at(event.occurredAt), decision[0], who(event.by), decision[1] ?? ''], from: cites });
  }
  return [
    ...(rows.length === 0
      ? [absent('No decision was recorded.')]
      : tables('Decisions', ['Time (UTC)', 'Decision', 'By', 'Reason given'], rows, (row) => row)),
    prompt('Which options were weighed at the hard moments, and what was known at the time?'),
  ];
}

function decided<T extends EventType>(event: EventOf<T> & IncidentEvent, named: Named): Decision | undefined {
  const read = DECISIONS[event.type as T];
  return read?.(event.data as EventOf<T>['data'], named);
}

function phase({ from, to, reason, overridden }: EventOf<'PhaseEntered'>['data']): Decision {
  const way = `${PHASE_LABELS[from].title} → ${PHASE_LABELS[to].title}`;
  const why = said(reason ?? '');
  if (overridden.length === 0) return [way, why];
  return [[way, ', ', strong('overriding the gate'), ': ', said(overridden.join('; '))], why];
}

function authorized(
  { actionId, how, approvedBy, reason }: EventOf<'ActionAuthorized'>['data'],
  named: Named,
): Decision {
  const verb = how === 'break_glass' ? strong('Broke the glass for') : `Authorised (${spaced(how)})`;
  const approvers = approvedBy.length === 0 ? '' : [', approved by ', everyone(approvedBy)];
  return [[verb, ' ', named(actionId), approvers], said(reason ?? '')];
}
