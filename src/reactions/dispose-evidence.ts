/** Evidence that two people let go is deleted by the vault, or kept by it for a reason that is recorded. */

import { CordonError } from '../base/errors.ts';
import { whyKept } from '../incident/disposal.ts';
import { follow, reaction, WORKER } from './reaction.ts';

export const disposeEvidence = reaction({
  name: 'dispose-evidence',
  on: ['EvidenceDisposalConfirmed'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    const { evidenceId, reason } = event.data;
    const item = incident.evidence.find((one) => one.evidenceId === evidenceId);
    const { asked, confirmed } = item?.disposal ?? {};
    if (!item || !asked || !confirmed || item.state === 'disposed') return;
    // A hold that was placed since they decided is stronger, also where the vault has not carried it out yet.
    const kept = whyKept(item, incident, new Date());
    if (kept) {
      const { reason: problem, remedy } = kept;
      await follow(delivery, reach, { type: 'RecordDisposalRefusal', evidenceId, problem, remedy }, WORKER);
      return;
    }
    try {
      const by = `${asked.by.id} and ${confirmed.by.id}`;
      const { freed } = await reach.evidence.dispose(item, incident, { by, why: reason });
      await follow(delivery, reach, { type: 'RecordDisposal', evidenceId, freed }, WORKER);
    } catch (fault) {
      if (!(fault instanceof CordonError) || fault.retryable) throw fault;
      const { message: problem, remedy } = fault;
      await follow(delivery, reach, { type: 'RecordDisposalRefusal', evidenceId, problem, remedy }, WORKER);
    }
  },
});
