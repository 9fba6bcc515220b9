/** Follow-ups become issues in trackers, and what becomes of them here is told there. */

import { CordonError } from '../base/errors.ts';
import type { EventData, EventType } from '../incident/events.ts';
import type { FollowUp, Incident, TrackedIssue } from '../incident/incident.ts';
import { ISSUE_FIELDS, type IssueField } from '../incident/postmortem-events.ts';
import { issueFieldsOf, pendingFields } from '../incident/tracked-fields.ts';
import { type ConfiguredTracker, fieldsOf } from '../postmortem/destinations.ts';
import {
  findOrCreate,
  type IssueChange,
  type IssueDraft,
  isLost,
  type Lost,
  markerOf,
  readIssue,
} from '../postmortem/tracker.ts';
import { type Delivery, follow, type Reach, reaction, WORKER } from './reaction.ts';

const SPEAKING = [
  'FollowUpAdded',
  'TrackingRequested',
  'FollowUpTracked',
  'FollowUpChanged',
  'FollowUpDone',
  'FollowUpRejected',
  'FollowUpReopened',
  'TrackerDifferenceSettled',
] as const satisfies readonly EventType[];
type Speaking = Delivery<(typeof SPEAKING)[number]>;

export const trackFollowUp = reaction({
  name: 'track-follow-up',
  on: SPEAKING,
  async react(delivery, reach) {
    const { event, incident } = delivery;
    const followUp = incident.followUps.find(({ followUpId }) => followUpId === event.data.followUpId);
    if (!followUp) return;
    for (const tracker of reach.documents.trackers) {
      const issue = followUp.tracked.find(({ tracker: target }) => target === tracker.target);
      const wanted = issue ? !issue.key && !issue.lost : isAutomatic(delivery, tracker);
      const work = wanted ? make : workOn(delivery, followUp, issue);
      if (work) await attempt(delivery, reach, tracker, () => work(delivery, reach, tracker, followUp, issue));
    }
  },
});

/** An issue that exists follows what changed here: its words, or its state. */
function workOn({ event }: Speaking, { state }: FollowUp, issue: TrackedIssue | undefined) {
  if (!issue?.key) return undefined;
  if (event.type === 'FollowUpChanged' || event.type === 'TrackerDifferenceSettled') return change;
  return issue.state === state ? undefined : tell;
}

/** Drills and histories that are written up make no issues by themselves, nor do restricted ones where they may not. */
function isAutomatic({ event, incident }: Speaking, { automatic, restricted }: ConfiguredTracker): boolean {
  if (event.type !== 'FollowUpAdded' || !automatic || incident.mode !== 'live') return false;
  return restricted || incident.visibility === 'open';
}

async function make(delivery: Speaking, reach: Reach, tracker: ConfiguredTracker, followUp: FollowUp): Promise<void> {
  const { incident } = delivery;
  mayGo(incident, tracker);
  const { key, url } = await findOrCreate(tracker, draftOf(incident, followUp, reach.baseUrl));
  const { followUpId } = followUp;
  const { target, kind } = tracker;
  const about = { followUpId, tracker: target };
  await follow(delivery, reach, { type: 'RecordTracking', ...about, kind, key, url }, WORKER);
  const sent = issueFieldsOf(followUp);
  await follow(delivery, reach, { type: 'RecordTrackerSent', ...about, sent, fields: ISSUE_FIELDS }, WORKER);
}

function mayGo({ visibility }: Incident, { target, restricted }: ConfiguredTracker): void {
  if (visibility === 'open' || restricted) return;
  throw new CordonError('not_allowed', `${target} is not for restricted incidents.`, {
    remedy: 'Mark it in the configuration: restricted: true, when only members can read there.',
  });
}

/** What the issue says is heard first: only what nobody changed there is written over. */
async function change(
  delivery: Speaking,
  reach: Reach,
  tracker: ConfiguredTracker,
  { followUpId }: FollowUp,
  issue: TrackedIssue | undefined,
): Promise<void> {
  const key = issue?.key ?? '';
  mayGo(delivery.incident, tracker);
  const about = { followUpId, tracker: tracker.target };
  const read = await readIssue(tracker, key, markerOf(delivery.incident.id, followUpId));
  if (isLost(read)) return lose(delivery, reach, { ...about, key, ...read });
  const there = fieldsOf(tracker, read);
  const basedOn = issue?.fields?.seq ?? 0;
  const { incident } = await follow(delivery, reach, { type: 'RecordTrackerFields', ...about, there, basedOn }, WORKER);
  const now = incident.followUps.find((one) => one.followUpId === followUpId);
  const known = now?.tracked.find((one) => one.tracker === tracker.target);
  if (!now || !known) return;
  const fields = issue?.fields ? pendingFields(now, known) : saidIn(delivery);
  if (fields.length === 0) return;
  const draft = draftOf(incident, now, reach.baseUrl);
  await tracker.change(key, changeOf(draft, fields));
  await follow(delivery, reach, { type: 'RecordTrackerSent', ...about, sent: issueFieldsOf(now), fields }, WORKER);
}

/** Of an issue that was never compared yet nothing else is known to be news. */
function saidIn({ event }: Speaking): readonly IssueField[] {
  if (event.type !== 'FollowUpChanged') return [];
  const { text, owner, dueAt, priority } = event.data;
  const said = { title: text, owner, due: dueAt, priority };
  return ISSUE_FIELDS.filter((field) => said[field] !== undefined);
}

function changeOf({ marker, title, text, due, priority }: IssueDraft, fields: readonly IssueField[]): IssueChange {
  const has = (field: IssueField): boolean => fields.includes(field);
  return {
    marker,
    ...(has('title') ? { title } : {}),
    ...(has('title') || has('owner') || has('due') ? { text } : {}),
    ...(has('due') && due ? { due } : {}),
    ...(has('priority') ? { priority } : {}),
  };
}

async function tell(
  delivery: Speaking,
  reach: Reach,
  tracker: ConfiguredTracker,
  { followUpId, state }: FollowUp,
  issue: TrackedIssue | undefined,
): Promise<void> {
  const key = issue?.key ?? '';
  const about = { followUpId, tracker: tracker.target };
  const read = await readIssue(tracker, key, markerOf(delivery.incident.id, followUpId));
  if (isLost(read)) return lose(delivery, reach, { ...about, key, ...read });
  await tracker.setState(key, state);
  await follow(delivery, reach, { type: 'RecordTrackerState', ...about, state }, WORKER);
}

/** Nothing can be said to it any more. Another is made when somebody says so. */
async function lose(
  delivery: Speaking,
  reach: Reach,
  { lost: _lost, ...loss }: EventData['TrackerIssueLost'] & Lost,
): Promise<void> {
  await follow(delivery, reach, { type: 'RecordTrackerLoss', ...loss }, WORKER);
}

/** A failure is seen in the list at once; it is tried again where that can help, and else waits in the dead letters. */
async function attempt(
  delivery: Speaking,
  reach: Reach,
  { target }: ConfiguredTracker,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (fault) {
    if (!(fault instanceof CordonError)) throw fault;
    const { followUpId } = delivery.event.data;
    const { message: problem, remedy } = fault;
    await follow(
      delivery,
      reach,
      { type: 'RecordTrackingFailure', followUpId, tracker: target, problem, remedy },
      WORKER,
    );
    throw fault;
  }
}

function draftOf(incident: Incident, followUp: FollowUp, baseUrl: string): IssueDraft {
  const { followUpId, text, kind, owner, dueAt, because } = followUp;
  const { id, number, codename } = incident;
  const lines = [
    text,
    because ? `Because: ${because}` : '',
    owner ? `Owner: ${owner.name}` : '',
    dueAt ? `Due: ${dueAt.slice(0, 10)}` : '',
    `Follow-up ${followUpId} of incident #${number} ${codename}: ${baseUrl}/incidents/${number}/postmortem`,
  ];
  const { title, due, priority = 'normal' } = issueFieldsOf(followUp);
  const marker = markerOf(id, followUpId);
  return { marker, title, text: lines.filter(Boolean).join('\n\n'), kind, priority, ...(due ? { due } : {}) };
}
