/** Follow-ups: what is to be done after. Not doing one is an answer, kept with its reason. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { FollowUp, Incident } from './incident.ts';

export function nextFollowUpId(incident: Incident): string {
  return `f${incident.followUps.length + 1}`;
}

export function addFollowUp(command: CommandOf<'AddFollowUp'>, incident: Incident): Decision {
  const { type: _type, by: _by, source: _source, ...data } = command;
  return accept({ type: 'FollowUpAdded', data: { ...data, followUpId: nextFollowUpId(incident) } });
}

export function finishFollowUp(command: CommandOf<'FinishFollowUp'>, incident: Incident): Decision {
  return withFollowUp(command.followUpId, incident, ({ followUpId, state }) =>
    state === 'done' ? accept() : accept({ type: 'FollowUpDone', data: { followUpId } }),
  );
}

export function rejectFollowUp(command: CommandOf<'RejectFollowUp'>, incident: Incident): Decision {
  return withFollowUp(command.followUpId, incident, ({ followUpId, state }) =>
    state === 'rejected'
      ? accept()
      : accept({ type: 'FollowUpRejected', data: { followUpId, reason: command.reason } }),
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
