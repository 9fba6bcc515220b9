/** Folds follow-ups: what became of each, here and in trackers. */

import type { EventOf } from './events.ts';
import type { FollowUp, Incident, TrackedIssue } from './incident.ts';
import type { IssueField } from './postmortem-events.ts';
import { combined, isSame, issueFieldsOf } from './tracked-fields.ts';

export type FollowUpEvent = EventOf<
  | 'FollowUpAdded'
  | 'FollowUpChanged'
  | 'FollowUpDone'
  | 'FollowUpRejected'
  | 'FollowUpReopened'
  | 'TrackingRequested'
  | 'FollowUpTracked'
  | 'TrackingFailed'
  | 'TrackerStateSeen'
  | 'TrackerIssueLost'
  | 'TrackerFieldsSeen'
  | 'TrackerDifferenceSettled'
>;

export function evolveFollowUp(incident: Incident, event: FollowUpEvent): Incident {
  if (event.type === 'FollowUpAdded') {
    const added: FollowUp = { ...event.data, state: 'open', addedAt: event.occurredAt, tracked: [] };
    return { ...incident, followUps: [...incident.followUps, added] };
  }
  const followUps = incident.followUps.map((one) =>
    one.followUpId === event.data.followUpId ? changed(one, event) : one,
  );
  return { ...incident, followUps };
}

function changed(followUp: FollowUp, event: Exclude<FollowUpEvent, EventOf<'FollowUpAdded'>>): FollowUp {
  switch (event.type) {
    case 'FollowUpChanged':
      return agreed({ ...followUp, ...event.data });
    case 'FollowUpDone':
      return { ...bare(followUp), state: 'done' };
    case 'FollowUpRejected':
      return { ...followUp, state: 'rejected', reason: event.data.reason };
    case 'FollowUpReopened':
      return { ...bare(followUp), state: 'open' };
    case 'TrackingRequested':
      return { ...followUp, tracked: kept(followUp, { tracker: event.data.tracker, kind: '', state: 'open' }) };
    case 'FollowUpTracked': {
      const { tracker, kind, key, url } = event.data;
      return { ...followUp, tracked: kept(followUp, { tracker, kind, key, url, state: 'open' }) };
    }
    case 'TrackingFailed': {
      const { tracker, problem } = event.data;
      const known = followUp.tracked.find((one) => one.tracker === tracker);
      return { ...followUp, tracked: kept(followUp, { kind: '', state: 'open', ...known, tracker, problem }) };
    }
    case 'TrackerStateSeen': {
      const { tracker, state } = event.data;
      return withIssue(followUp, tracker, (issue) => ({ ...issue, state }));
    }
    case 'TrackerIssueLost': {
      const { tracker, key, to } = event.data;
      const problem = `${key} is no longer there${to ? `, but in ${to}` : ''}`;
      return withIssue(followUp, tracker, ({ kind }) => ({ tracker, kind, state: 'open', problem, lost: key }));
    }
    case 'TrackerFieldsSeen':
      return withIssue(followUp, event.data.tracker, (issue) => seen(issue, event));
    case 'TrackerDifferenceSettled': {
      const { tracker, fields } = event.data;
      return withIssue(followUp, tracker, (issue) => settled(issue, fields, event.seq));
    }
  }
}

function seen(issue: TrackedIssue, { seq, data }: EventOf<'TrackerFieldsSeen'>): TrackedIssue {
  const { there, here, differs } = data;
  const isNews = differs.some((field) => !issue.differs?.includes(field));
  return { ...issue, differs, ...(isNews ? { differsSince: seq } : {}), fields: { there, here, seq } };
}

/** What it says here stands against what the issue says until it is written there, or was taken from there. */
function settled(issue: TrackedIssue, settled: readonly IssueField[], seq: number): TrackedIssue {
  if (!issue.fields) return issue;
  const { there, here } = issue.fields;
  const compared = combined((field) => (settled.includes(field) ? there : here));
  const differs = (issue.differs ?? []).filter((field) => !settled.includes(field));
  return { ...issue, differs, fields: { there, here: compared, seq } };
}

/** Where it says by now what its issue says, nothing differs. */
function agreed(followUp: FollowUp): FollowUp {
  const own = issueFieldsOf(followUp);
  const tracked = followUp.tracked.map((issue) => {
    const { fields, differs } = issue;
    if (!fields || !differs?.length) return issue;
    return { ...issue, differs: differs.filter((field) => !isSame(own, fields.there, field)) };
  });
  return { ...followUp, tracked };
}

function withIssue(followUp: FollowUp, tracker: string, change: (issue: TrackedIssue) => TrackedIssue): FollowUp {
  return { ...followUp, tracked: followUp.tracked.map((one) => (one.tracker === tracker ? change(one) : one)) };
}

function bare({ reason: _reason, ...followUp }: FollowUp): FollowUp {
  return followUp;
}

function kept({ tracked }: FollowUp, issue: TrackedIssue): readonly TrackedIssue[] {
  return [...tracked.filter(({ tracker }) => tracker !== issue.tracker), issue];
}
