/** A closed incident has its post-mortem within seconds, and a new version when something came in late. */

import type { EventType } from '../incident/events.ts';
import { follow, reaction, WORKER } from './reaction.ts';

const SPEAKING = [
  'IncidentClosed',
  'EvidenceCollected',
  'FollowUpAdded',
  'NoteAdded',
  'EntryEdited',
  'MilestoneSet',
] as const satisfies readonly EventType[];

export const writePostmortem = reaction({
  name: 'write-postmortem',
  on: SPEAKING,
  async react(delivery, reach) {
    const { event, incident } = delivery;
    if (incident.status !== 'closed') return;
    const written = await reach.documents.write(incident.id, event.seq, SPEAKING);
    if (written) await follow(delivery, reach, { type: 'RecordPostmortem', ...written }, WORKER);
  },
});
