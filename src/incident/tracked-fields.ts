/**
 * What a follow-up and its issue in a tracker both say. They are told apart by what each said when they were last
 * compared: only what somebody changed since counts as news, and what both changed is left to a person.
 */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import type { FollowUp, Incident, TrackedIssue } from './incident.ts';
import { ISSUE_FIELDS, type IssueField, type IssueFields } from './postmortem-events.ts';

/** Longest title that every tracker takes, in UTF-16 units; the text of the issue holds the whole. */
const TITLE = 200;
const END_OF_DAY = 'T23:59:00.000Z';

/** A follow-up as its issue says it. */
export function issueFieldsOf({ text, owner, dueAt, priority = 'normal' }: FollowUp): IssueFields {
  return {
    title: isLong(text) ? `${text.slice(0, TITLE - 1)}…` : text,
    ...(owner ? { owner } : {}),
    ...(dueAt ? { due: dueAt.slice(0, 10) } : {}),
    priority,
  };
}

/** What is to be written there: what changed here since the last comparison. */
export function pendingFields(followUp: FollowUp, { fields }: TrackedIssue): readonly IssueField[] {
  const own = issueFieldsOf(followUp);
  return fields ? ISSUE_FIELDS.filter((field) => !isSame(own, fields.here, field)) : [];
}

/**
 * The tracker was read. What it said before we last wrote there is no news, nor is what was removed there: a follow-up
 * keeps its owner and its day until somebody says others.
 */
export function recordTrackerFields(command: CommandOf<'RecordTrackerFields'>, incident: Incident): Decision {
  const { followUpId, tracker, there, basedOn } = command;
  const [followUp, issue] = tracked(incident, followUpId, tracker);
  if (!followUp || !issue) return accept();
  const own = issueFieldsOf(followUp);
  const base = issue.fields;
  if (!base) return accept(seen({ followUpId, tracker, there, here: own, differs: [] }));
  if (base.seq !== basedOn) return accept();
  const news = ISSUE_FIELDS.filter(
    (field) => there[field] !== undefined && !isSame(there, base.there, field) && !isSame(there, own, field),
  );
  const taken = news.filter((field) => isSame(own, base.here, field) && !(field === 'title' && isLong(followUp.text)));
  const left = [...(issue.differs ?? []), ...news].filter((one) => !taken.includes(one) && !isSame(there, own, one));
  const here = combined((field) => {
    if (taken.includes(field)) return there;
    // Where both say the same, or a person is asked, only what is said from here on goes there.
    return news.includes(field) || isSame(there, own, field) ? own : base.here;
  });
  const fact = seen({ followUpId, tracker, there, here, differs: ISSUE_FIELDS.filter((one) => left.includes(one)) });
  if (taken.length > 0) return accept(changed(followUp, there, taken), fact);
  return isKnown(issue, fact) ? accept() : accept(fact);
}

/** Cordon wrote there. The owner is named in the issue's text: whom it is assigned to there is not ours to change. */
export function recordTrackerSent(command: CommandOf<'RecordTrackerSent'>, incident: Incident): Decision {
  const { followUpId, tracker, sent, fields } = command;
  const [, issue] = tracked(incident, followUpId, tracker);
  if (!issue) return accept();
  const base = issue.fields ?? { there: { title: sent.title }, here: sent };
  const fact = seen({
    ...{ followUpId, tracker },
    there: combined((field) => (fields.includes(field) && field !== 'owner' ? sent : base.there)),
    here: combined((field) => (fields.includes(field) ? sent : base.here)),
    differs: (issue.differs ?? []).filter((field) => !fields.includes(field)),
  });
  return isKnown(issue, fact) ? accept() : accept(fact);
}

/** A person says which of the two holds where they differ. */
export function settleTracking(command: CommandOf<'SettleTracking'>, incident: Incident): Decision {
  const { followUpId, holds } = command;
  const followUp = incident.followUps.find((one) => one.followUpId === followUpId);
  const issue = followUp?.tracked.find(({ differs = [] }) => differs.length > 0);
  if (!followUp || !issue?.fields) {
    return refuse(
      'nothing_to_settle',
      `${followUpId} says here what its issues say.`,
      'List the follow-ups and their issues with: followup.',
    );
  }
  const { tracker, differs: fields = [] } = issue;
  const settled: Fact = { type: 'TrackerDifferenceSettled', data: { followUpId, tracker, holds, fields } };
  return holds === 'here' ? accept(settled) : accept(changed(followUp, issue.fields.there, fields), settled);
}

/** Each field as the one that is chosen for it has it. */
export function combined(choose: (field: IssueField) => IssueFields): IssueFields {
  const { owner } = choose('owner');
  const { due } = choose('due');
  const { priority } = choose('priority');
  return {
    title: choose('title').title,
    ...(owner ? { owner } : {}),
    ...(due ? { due } : {}),
    ...(priority ? { priority } : {}),
  };
}

/** People are the same by their id: a tracker may write their name otherwise. */
export function isSame(one: IssueFields, other: IssueFields, field: IssueField): boolean {
  return field === 'owner' ? one.owner?.id === other.owner?.id : one[field] === other[field];
}

type Seen = Extract<Fact, { type: 'TrackerFieldsSeen' }>;

function seen(data: Seen['data']): Seen {
  return { type: 'TrackerFieldsSeen', data };
}

function isKnown({ fields, differs = [] }: TrackedIssue, { data }: Seen): boolean {
  const isOld = (one: IssueField): boolean =>
    fields !== undefined && isSame(fields.there, data.there, one) && isSame(fields.here, data.here, one);
  return ISSUE_FIELDS.every(isOld) && differs.join() === data.differs.join();
}

function changed({ followUpId, dueAt }: FollowUp, there: IssueFields, fields: readonly IssueField[]): Fact {
  const has = (field: IssueField): boolean => fields.includes(field);
  const { title, owner, due, priority } = there;
  return {
    type: 'FollowUpChanged',
    data: {
      followUpId,
      ...(has('title') ? { text: title } : {}),
      ...(has('owner') && owner ? { owner } : {}),
      // A tracker knows days alone: the hour stays the one that was set here.
      ...(has('due') && due ? { dueAt: `${due}${dueAt?.slice(10) ?? END_OF_DAY}` } : {}),
      ...(has('priority') && priority ? { priority } : {}),
    },
  };
}

function tracked(incident: Incident, followUpId: string, tracker: string) {
  const followUp = incident.followUps.find((one) => one.followUpId === followUpId);
  const issue = followUp?.tracked.find((one) => one.tracker === tracker && one.key !== undefined);
  return [followUp, issue] as const;
}

function isLong(text: string): boolean {
  return text.length > TITLE;
}
