/** What an incident reminds of is looked up at triage and once more at its end, when all is known. */

import { follow, reaction, WORKER } from './reaction.ts';

export const findSimilar = reaction({
  name: 'find-similar',
  on: ['IncidentDeclared', 'AlertLinked', 'EntityAdded', 'SummaryWritten', 'IncidentClosed'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    if (incident.status === 'merged') return;
    // The alert that came last speaks for all of a storm.
    if (event.type === 'AlertLinked' && incident.alerts.at(-1)?.alertId !== event.data.alert.alertId) return;
    const found = await reach.others.alike(incident);
    await follow(delivery, reach, { type: 'RecordSimilar', found }, WORKER);
  },
});
