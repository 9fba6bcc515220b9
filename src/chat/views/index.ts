/** Views: state → card, for an audience. Pure; the same on every surface. */

export { actionCard } from './action.ts';
export { announcementCard } from './announcement.ts';
export { checklistCard, taskCard } from './checklist.ts';
export { closureCard } from './closure.ts';
export { digestCard, digestLetter } from './digest.ts';
export { DRIFT, driftCard, isSettled, settledDriftCard } from './drift.ts';
export { type ExternalText, externalCard } from './external.ts';
export { homeCard, incidentsCard } from './incidents.ts';
export {
  clocksCard,
  differencesIn,
  entriesCard,
  evidenceCard,
  followUpsCard,
  keptText,
  requestsCard,
  rolesCard,
  tableCard,
} from './lists.ts';
export { mineCard } from './mine.ts';
export { movedCard } from './moved.ts';
export { postmortemCard } from './postmortem.ts';
export { approvalWantedCard, catchUpCard, issueNewsCard, nagCard, reviewWantedCard, roleBriefCard } from './private.ts';
export { roomCard, sinceCard } from './since.ts';
export { outsideHeadline, summaryCard } from './summary.ts';
export { viewerCard } from './viewer.ts';
