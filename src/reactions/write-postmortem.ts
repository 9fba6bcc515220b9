/** A closed incident has its post-mortem within seconds, and a new version when something came in late. */

import { follow, reaction, WORKER } from './reaction.ts';

export const writePostmortem = reaction({
  name: 'write-postmortem',
  on: ['IncidentClosed', 'EvidenceCollected', 'FollowUpAdded', 'NoteAdded', 'EntryEdited', 'MilestoneSet'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    if (incident.status !== 'closed') return;
    const { chainHead, sha256 } = await reach.documents.write(incident.id, event.seq);
    await follow(delivery, reach, { type: 'RecordPostmortem', chainHead, sha256 }, WORKER);
  },
});
