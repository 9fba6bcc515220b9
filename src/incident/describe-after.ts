/** The sentences of a post-mortem's life and of follow-ups. What people wrote in the document stands there, not here. */

import type { IncidentEvent } from './events.ts';
import type { FollowUpEvent } from './evolve-follow-up.ts';
import type { WriteUpEvent } from './evolve-write-up.ts';

export type AfterEvent = WriteUpEvent | FollowUpEvent | Extract<IncidentEvent, { type: 'PostmortemWritten' }>;

export function describeAfter(event: AfterEvent): string {
  switch (event.type) {
    case 'PostmortemWritten':
      return `Post-mortem version ${event.data.version} compiled`;
    case 'TemplateChosen':
      return `Post-mortem follows the template ${event.data.template}`;
    case 'ExternalApproved':
      return `External version approved for sending, SHA-256 ${event.data.sha256}`;
    case 'PostmortemOwned':
      return `Post-mortem owned by ${event.data.owner.name}${optional(', before by ', event.data.previous?.name)}`;
    case 'ReviewerNamed':
      return `${event.data.reviewer.name} named to review the post-mortem`;
    case 'ReviewerExcused':
      return `${event.data.reviewer.name} no longer reviews the post-mortem`;
    case 'PostmortemDueSet':
      return `Post-mortem due for ${event.data.step} ${event.data.dueAt}`;
    case 'PostmortemMoved':
      return `Post-mortem ${spaced(event.data.from)} → ${spaced(event.data.to)}${optional(': ', event.data.reason)}`;
    case 'ReviewGiven':
      return `Post-mortem review: ${spaced(event.data.verdict)}${optional(': ', event.data.text)}`;
    case 'SectionWritten':
      return `Section ${event.data.section} ${event.data.how} by hand, version ${event.data.version}`;
    case 'EditKept':
      return `Edit ${event.data.editId} of section ${event.data.section} kept beside version ${event.data.against}`;
    case 'EditDropped':
      return `Edit ${event.data.editId} of section ${event.data.section} dropped`;
    case 'CommentAdded':
      return `Comment ${event.data.commentId} on section ${event.data.section}: ${event.data.text}`;
    case 'CommentResolved':
      return `Comment ${event.data.commentId} on section ${event.data.section} resolved`;
    case 'PublicationRequested':
      return `Post-mortem to be published to ${event.data.target}`;
    case 'PostmortemPublished':
      return `Post-mortem published to ${event.data.target} as of event ${event.data.position}: ${event.data.url}`;
    case 'PublicationFailed':
      return `Post-mortem not published to ${event.data.target}: ${event.data.problem}`;
    case 'FollowUpAdded':
      return `Follow-up ${event.data.followUpId} (${event.data.kind}): ${event.data.text}`;
    case 'FollowUpChanged':
      return changed(event.data);
    case 'FollowUpDone':
      return `Follow-up ${event.data.followUpId} done`;
    case 'FollowUpRejected':
      return `Follow-up ${event.data.followUpId} consciously not done: ${event.data.reason}`;
    case 'FollowUpReopened':
      return `Follow-up ${event.data.followUpId} open again: ${event.data.reason}`;
    case 'TrackingRequested':
      return `Follow-up ${event.data.followUpId} to be tracked in ${event.data.tracker}`;
    case 'FollowUpTracked':
      return `Follow-up ${event.data.followUpId} is ${event.data.key} in ${event.data.tracker}: ${event.data.url}`;
    case 'TrackingFailed':
      return `Follow-up ${event.data.followUpId} not tracked in ${event.data.tracker}: ${event.data.problem}`;
    case 'TrackerStateSeen':
      return `Follow-up ${event.data.followUpId} is ${event.data.state} in ${event.data.tracker}`;
    case 'TrackerIssueLost': {
      const { followUpId, tracker, key, to } = event.data;
      return `Follow-up ${followUpId}: ${key} is no longer in ${tracker}${to ? `, but in ${to}` : ''}`;
    }
    case 'TrackerFieldsSeen':
      return compared(event.data);
    case 'TrackerDifferenceSettled': {
      const { followUpId, tracker, holds, fields } = event.data;
      return `Follow-up ${followUpId}: ${fields.join(', ')} as ${holds === 'here' ? 'here' : `in ${tracker}`}`;
    }
  }
}

function changed({ followUpId, text, kind, priority, owner, dueAt }: ChangedData): string {
  const parts = [
    ...(text ? [`now reads: ${text}`] : []),
    ...(kind ? [`kind ${kind}`] : []),
    ...(priority ? [`priority ${priority}`] : []),
    ...(owner ? [`owner ${owner.name}`] : []),
    ...(dueAt ? [`due ${dueAt}`] : []),
  ];
  return `Follow-up ${followUpId} changed: ${parts.join(', ')}`;
}

function compared({ followUpId, tracker, there, differs }: ComparedData): string {
  const { title, owner, due, priority } = there;
  const said = [title, owner && `owner ${owner.name}`, due && `due ${due}`, priority && `priority ${priority}`];
  const open = differs.length > 0 ? `; to be settled: ${differs.join(', ')}` : '';
  return `Follow-up ${followUpId} in ${tracker}: ${said.filter(Boolean).join(', ')}${open}`;
}

type ComparedData = Extract<AfterEvent, { type: 'TrackerFieldsSeen' }>['data'];
type ChangedData = Extract<AfterEvent, { type: 'FollowUpChanged' }>['data'];

function spaced(identifier: string): string {
  return identifier.replaceAll('_', ' ');
}

function optional(before: string, text: string | undefined): string {
  return text ? `${before}${text}` : '';
}
