/** Views: state → card, for an audience. Pure; the same on every surface. */

export { actionCard } from './action.ts';
export { announcementCard } from './announcement.ts';
export { checklistCard } from './checklist.ts';
export { closureCard } from './closure.ts';
export { clocksCard, entriesCard, evidenceCard, followUpsCard, incidentsCard, rolesCard, tableCard } from './lists.ts';
export { approvalWantedCard, catchUpCard, nagCard, roleBriefCard } from './private.ts';
export { summaryCard } from './summary.ts';
