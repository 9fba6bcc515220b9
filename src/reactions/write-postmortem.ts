/** A closed incident has its post-mortem within seconds, and a new version when something came in late. */

import type { EventType } from '../incident/events.ts';
import { follow, reaction, WORKER } from './reaction.ts';

const SPEAKING = [
  'IncidentClosed',
  'TemplateChosen',
  'EvidenceCollected',
  'EvidenceDisposed',
  'FollowUpAdded',
  'FollowUpChanged',
  'FollowUpDone',
  'FollowUpRejected',
  'FollowUpReopened',
  'FollowUpTracked',
  'SectionWritten',
  'EditKept',
  'EditDropped',
  'PostmortemMoved',
  'PostmortemOwned',
  'NoteAdded',
  'EntryEdited',
  'MilestoneSet',
  'SimilarFound',
] as const satisfies readonly EventType[];

export const writePostmortem = reaction({
  name: 'write-postmortem',
  on: SPEAKING,
  async react(delivery, reach) {
    const { event, incident } = delivery;
    if (incident.status !== 'closed') return;
    // What the document looks like is a fact of its own, and writes it.
    const template = incident.writeUp.template ? undefined : reach.documents.templateFor(incident.incidentType);
    if (template) {
      await follow(delivery, reach, { type: 'ChooseTemplate', ...template });
      return;
    }
    const written = await reach.documents.write(incident.id, event.seq, SPEAKING);
    if (written) await follow(delivery, reach, { type: 'RecordPostmortem', ...written }, WORKER);
  },
});
