/** A closed incident says so where its findings came from, and a reopened one takes it back. Never of a drill. */

import { follow, reaction } from './reaction.ts';

export const settleFindings = reaction({
  name: 'settle-findings',
  on: ['IncidentClosed', 'IncidentReopened'],
  async react(delivery, reach) {
    const { event, incident, signal } = delivery;
    // Of two closings the later fact counts: what is said is how the incident stands now.
    const closed = incident.status === 'closed';
    if (incident.mode !== 'live' || closed !== (event.type === 'IncidentClosed')) return;
    const said = await reach.containment.settle(incident, closed ? 'closed' : 'open', signal);
    if (said.length === 0) return;
    const text = `Written back: ${said.join('; ')}.`;
    if (incident.entries.at(-1)?.text === text) return;
    await follow(delivery, reach, { type: 'AddNote', text });
  },
});
