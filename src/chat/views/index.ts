/** Views: state → card, for an audience. Pure; the same on every surface. */

export { actionCard } from './action.ts';
export { announcementCard } from './announcement.ts';
export { checklistCard } from './checklist.ts';
export { closureCard } from './closure.ts';
export { homeCard, incidentsCard } from './incidents.ts';
export { clocksCard, entriesCard, evidenceCard, followUpsCard, requestsCard, rolesCard, tableCard } from './lists.ts';
export { approvalWantedCard, catchUpCard, nagCard, roleBriefCard } from './private.ts';
export { summaryCard } from './summary.ts';
