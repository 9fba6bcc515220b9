/** Follow-ups: what is to be done after. Not doing one is an answer, kept with its reason. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { FollowUp, Incident } from './incident.ts';

/** Id of the next follow-up; `index` counts those that one decision adds. */
export function followUpId(incident: Incident, index = 0): string {
  return `f${incident.followUps.length + 1 + index}`;
}

export function addFollowUp(command: CommandOf<'AddFollowUp'>, incident: Incident): Decision {
  const { type: _type, by: _by, source: _source, ...data } = command;
  return accept({ type: 'FollowUpAdded', data: { ...data, followUpId: followUpId(incident) } });
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

function withFollowUp(followUpId: string, incident: Incident, decide: (followUp: FollowUp) => Decision): Decision {
  const followUp = incident.followUps.find((one) => one.followUpId === followUpId);
  if (followUp) return decide(followUp);
  return refuse(
    'unknown_follow_up',
    `There is no follow-up ${followUpId} in this incident.`,
    'List them with: followup.',
  );
}
