/** Everything Cordon does about a fact. Reading this list is reading what Cordon does. */

import type { IncidentEvent } from '../incident/events.ts';
import { announcePostmortem } from './announce-postmortem.ts';
import { askApprovers } from './ask-approvers.ts';
import { askPeople } from './ask-people.ts';
import { askReviewers } from './ask-reviewers.ts';
import { attachPlaybook } from './attach-playbook.ts';
import { briefRole } from './brief-role.ts';
import { catchUp } from './catch-up.ts';
import { collectEvidence } from './collect-evidence.ts';
import { disposeEvidence } from './dispose-evidence.ts';
import { findSimilar } from './find-similar.ts';
import { gatherFirst } from './gather-first.ts';
import { greetSide } from './greet-side.ts';
import { inviteRoster } from './invite-roster.ts';
import { keepEvidence } from './keep-evidence.ts';
import { leaveNotice } from './leave-notice.ts';
import { openChannel } from './open-channel.ts';
import { pageCommander } from './page-commander.ts';
import { planAction } from './plan-action.ts';
import { proposeActions } from './propose-actions.ts';
import { publishPostmortem } from './publish-postmortem.ts';
import type { Reaction } from './reaction.ts';
import { refreshCards } from './refresh-cards.ts';
import { releaseAction } from './release-action.ts';
import { remind } from './remind.ts';
import { reopenChannel } from './reopen-channel.ts';
import { runAction } from './run-action.ts';
import { sendPasses } from './send-passes.ts';
import { setLinks } from './set-links.ts';
import { setTopic } from './set-topic.ts';
import { settleFindings } from './settle-findings.ts';
import { showMarks } from './show-marks.ts';
import { spreadCutOff } from './spread-cut-off.ts';
import { syncMembers } from './sync-members.ts';
import { tellChannel } from './tell-channel.ts';
import { tellOwner } from './tell-owner.ts';
import { trackFollowUp } from './track-follow-up.ts';
import { writePostmortem } from './write-postmortem.ts';

export const REACTIONS: readonly Reaction[] = [
  openChannel,
  inviteRoster,
  pageCommander,
  attachPlaybook,
  gatherFirst,
  findSimilar,
  collectEvidence,
  keepEvidence,
  disposeEvidence,
  proposeActions,
  planAction,
  askApprovers,
  askPeople,
  runAction,
  releaseAction,
  syncMembers,
  greetSide,
  leaveNotice,
  sendPasses,
  spreadCutOff,
  setTopic,
  setLinks,
  refreshCards,
  tellChannel,
  showMarks,
  catchUp,
  briefRole,
  remind,
  writePostmortem,
  announcePostmortem,
  askReviewers,
  publishPostmortem,
  trackFollowUp,
  tellOwner,
  reopenChannel,
  settleFindings,
];

/** Names of the reactions to an event: a delivery row is written for each. */
export function reactionsTo(event: IncidentEvent): readonly string[] {
  return REACTIONS.filter(({ on }) => on === 'every' || on.includes(event.type)).map(({ name }) => name);
}

export function findReaction(name: string): Reaction | undefined {
  return REACTIONS.find((one) => one.name === name);
}
