/** Requested evidence is collected, hashed, kept in the vault with its custody record, and locked there. */

import { CordonError } from '../base/errors.ts';
import { reached } from '../incident/evidence.ts';
import { follow, reaction, WORKER } from './reaction.ts';

export const collectEvidence = reaction({
  name: 'collect-evidence',
  on: ['EvidenceRequested'],
  async react(delivery, reach) {
    const { event, incident, signal } = delivery;
    const { evidenceId } = event.data;
    const item = incident.evidence.find((one) => one.evidenceId === evidenceId);
    if (!item || reached(item, 'locked')) return;
    const fixed = async (reference: string): Promise<void> => {
      await follow(delivery, reach, { type: 'RecordEvidenceFixed', evidenceId, reference }, WORKER);
    };
    try {
      const held = await reach.evidence.gather(item, incident, fixed, signal);
      const { name, mediaType, sha256, bytes, collector, window } = held;
      const file = { name, mediaType, sha256, bytes, collector, ...(window ? { window } : {}) };
      await follow(delivery, reach, { type: 'RecordEvidence', evidenceId, ...file }, WORKER);
    } catch (fault) {
      if (!(fault instanceof CordonError) || fault.retryable) throw fault;
      const { message: problem, remedy } = fault;
      await follow(delivery, reach, { type: 'RecordEvidenceFailure', evidenceId, problem, remedy }, WORKER);
      return;
    }
    // It is held already: that it cannot be locked is for an operator, in the dead letters.
    const locked = await reach.evidence.lock(item, incident);
    await follow(delivery, reach, { type: 'RecordEvidenceLock', evidenceId, ...locked }, WORKER);
  },
});
