/** Requested evidence is collected, hashed and kept in the vault, with its custody record. */

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
    if (!item || reached(item, 'complete')) return;
    const fixed = async (reference: string): Promise<void> => {
      await follow(delivery, reach, { type: 'RecordEvidenceFixed', evidenceId, reference }, WORKER);
    };
    try {
      const { name, mediaType, sha256, bytes, collector, window } = await reach.evidence.gather(
        item,
        incident,
        fixed,
        signal,
      );
      await follow(
        delivery,
        reach,
        {
          type: 'RecordEvidence',
          evidenceId,
          name,
          mediaType,
          sha256,
          bytes,
          collector,
          ...(window ? { window } : {}),
        },
        WORKER,
      );
    } catch (fault) {
      if (!(fault instanceof CordonError) || fault.retryable) throw fault;
      const { message: problem, remedy } = fault;
      await follow(delivery, reach, { type: 'RecordEvidenceFailure', evidenceId, problem, remedy }, WORKER);
    }
  },
});
