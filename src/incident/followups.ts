/** Follow-ups: what is to be done after. Not doing one is an answer, kept with its reason. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { EventData, Fact } from './events.ts';
import type { FollowUp, Incident } from './incident.ts';
import type { FollowUpState } from './postmortem-events.ts';
import { notTime } from './timestamps.ts';

/** Id of the next follow-up; `index` counts those that one decision adds. */
export function followUpId(incident: Incident, index = 0): string {
  return `f${incident.followUps.length + 1 + index}`;
}

export function addFollowUp(command: CommandOf<'AddFollowUp'>, incident: Incident): Decision {
  const { type: _type, by: _by, source: _source, ...data } = command;
  const refused = data.dueAt ? notTime(data.dueAt) : undefined;
  if (refused) return { refused };
  return accept({ type: 'FollowUpAdded', data: { ...data, followUpId: followUpId(incident) } });
}

/** Says only what becomes another: what holds already is left out. */
export function changeFollowUp(command: CommandOf<'ChangeFollowUp'>, incident: Incident): Decision {
  return withFollowUp(command.followUpId, incident, (followUp) => {
    const refused = command.dueAt ? notTime(command.dueAt) : undefined;
    if (refused) return { refused };
    const change = { ...wordsChanged(command, followUp), ...answersChanged(command, followUp) };
    if (Object.keys(change).length === 0) return accept();
    return accept({ type: 'FollowUpChanged', data: { followUpId: followUp.followUpId, ...change } });
  });
}

type Change = Omit<EventData['FollowUpChanged'], 'followUpId'>;

function wordsChanged({ text, kind }: Change, followUp: FollowUp): Change {
  return { ...(text && text !== followUp.text ? { text } : {}), ...(kind && kind !== followUp.kind ? { kind } : {}) };
}

function answersChanged({ priority, owner, dueAt }: Change, followUp: FollowUp): Change {
  return {
    ...(priority && priority !== followUp.priority ? { priority } : {}),
    ...(owner && owner.id !== followUp.owner?.id ? { owner } : {}),
    ...(dueAt && dueAt !== followUp.dueAt ? { dueAt } : {}),
  };
}

export function finishFollowUp(command: CommandOf<'FinishFollowUp'>, incident: Incident): Decision {
  return withFollowUp(command.followUpId, incident, ({ followUpId, state }) =>
    state === 'done' ? accept() : accept({ type: 'FollowUpDone', data: { followUpId } }),
  );
}

export function rejectFollowUp(command: CommandOf<'RejectFollowUp'>, incident: Incident): Decision {
  return withFollowUp(command.followUpId, incident, ({ followUpId, state }) =>
    state === 'rejected' ? accept() : reject(followUpId, command.reason),
  );
}

function reject(followUpId: string, reason: string): Decision {
  if (reason.trim()) return accept({ type: 'FollowUpRejected', data: { followUpId, reason } });
  return refuse(
    'reason_missing',
    'Not doing a follow-up is an answer, and wants its reason.',
    `Say: followup reject ${followUpId} because …`,
  );
}

export function reopenFollowUp({ followUpId, reason }: CommandOf<'ReopenFollowUp'>, incident: Incident): Decision {
  return withFollowUp(followUpId, incident, ({ state }) => {
    if (state === 'open') return accept();
    if (reason.trim()) return accept({ type: 'FollowUpReopened', data: { followUpId, reason } });
    return refuse(
      'reason_missing',
      'Opening a follow-up again wants its reason.',
      `Say: followup reopen ${followUpId} because …`,
    );
  });
}

/** Said for an issue that could not be made, it is tried once more. */
export function trackFollowUp(command: CommandOf<'TrackFollowUp'>, incident: Incident): Decision {
  const { target, restricted } = command.in;
  return withFollowUp(command.followUpId, incident, ({ followUpId, tracked }) => {
    if (tracked.some(({ tracker, key }) => tracker === target && key)) return accept();
    if (incident.visibility === 'restricted' && !restricted) {
      return refuse(
        'target_not_allowed',
        `This incident is restricted, and ${target} is not for restricted ones.`,
        'Mark it in the configuration when its issues are for members alone: restricted: true.',
      );
    }
    return accept({ type: 'TrackingRequested', data: { followUpId, tracker: target } });
  });
}

export function recordTracking(command: CommandOf<'RecordTracking'>, incident: Incident): Decision {
  const { followUpId, tracker, kind, key, url } = command;
  return withFollowUp(followUpId, incident, ({ tracked }) =>
    tracked.some((one) => one.tracker === tracker && one.key === key)
      ? accept()
      : accept({ type: 'FollowUpTracked', data: { followUpId, tracker, kind, key, url } }),
  );
}

export function recordTrackingFailure(command: CommandOf<'RecordTrackingFailure'>, incident: Incident): Decision {
  const { followUpId, tracker, problem, remedy } = command;
  return withFollowUp(followUpId, incident, ({ tracked }) =>
    tracked.some((one) => one.tracker === tracker && one.problem === problem)
      ? accept()
      : accept({ type: 'TrackingFailed', data: { followUpId, tracker, problem, remedy } }),
  );
}

/**
 * Only a state that is not the one last known there is news: so what we told the tracker does not come back as its own
 * wish, however late and however often we hear of it.
 */
export function recordTrackerState(command: CommandOf<'RecordTrackerState'>, incident: Incident): Decision {
  const { followUpId, tracker, state, said } = command;
  return withFollowUp(followUpId, incident, (followUp) => {
    const issue = followUp.tracked.find((one) => one.tracker === tracker);
    if (!issue?.key || issue.state === state) return accept();
    const seen: Fact = { type: 'TrackerStateSeen', data: { followUpId, tracker, state } };
    if (followUp.state === state) return accept(seen);
    return accept(seen, follows(followUpId, state, `${issue.key} in ${tracker}${said ? `, by ${said}` : ''}`));
  });
}

/** The follow-up stays as it is: that its issue is gone says nothing of what is to be done. */
export function recordTrackerLoss(command: CommandOf<'RecordTrackerLoss'>, incident: Incident): Decision {
  const { followUpId, tracker, key, to } = command;
  return withFollowUp(followUpId, incident, ({ tracked }) =>
    tracked.some((one) => one.tracker === tracker && one.key === key)
      ? accept({ type: 'TrackerIssueLost', data: { followUpId, tracker, key, ...(to ? { to } : {}) } })
      : accept(),
  );
}

function follows(followUpId: string, state: FollowUpState, where: string): Fact {
  switch (state) {
    case 'done':
      return { type: 'FollowUpDone', data: { followUpId } };
    case 'rejected':
      return { type: 'FollowUpRejected', data: { followUpId, reason: `closed as not to be done: ${where}` } };
    case 'open':
      return { type: 'FollowUpReopened', data: { followUpId, reason: `opened again: ${where}` } };
  }
}

function withFollowUp(followUpId: string, incident: Incident, decide: (followUp: FollowUp) => Decision): Decision {
  const followUp = incident.followUps.find((one) => one.followUpId === followUpId);
  if (followUp) return decide(followUp);
  return refuse(
    'unknown_follow_up',
    `There is no follow-up ${followUpId} in this incident.`,
    'List them with: followup.',
  );
}
