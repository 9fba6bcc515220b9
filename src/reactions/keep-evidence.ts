/** A legal hold or a longer retention that people ordered is carried out by the vault, for what is locked and what will be. */

import { openOrders } from '../incident/keeping.ts';
import { follow, reaction, WORKER } from './reaction.ts';

export const keepEvidence = reaction({
  name: 'keep-evidence',
  on: ['EvidenceHeld', 'HoldLifted', 'RetentionExtended', 'EvidenceLocked'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    const { evidenceId } = event.data;
    for (const item of incident.evidence.filter((one) => (evidenceId ?? one.evidenceId) === one.evidenceId)) {
      // Each on the word of who ordered it, whichever fact brought it here.
      for (const { keeping, by, reason } of openOrders(item, incident)) {
        const locked = await reach.evidence.lock(item, incident, keeping, { by: by.id, why: reason });
        await follow(delivery, reach, { type: 'RecordEvidenceLock', evidenceId: item.evidenceId, ...locked }, WORKER);
      }
    }
  },
});
