/** What is to be published goes out, and what became of it is recorded; a failure is seen at once and tried again. */

import { CordonError } from '../base/errors.ts';
import { follow, reaction, WORKER } from './reaction.ts';

export const publishPostmortem = reaction({
  name: 'publish-postmortem',
  on: ['PublicationRequested'],
  async react(delivery, reach) {
    const { target, kind } = delivery.event.data;
    try {
      const published = await reach.documents.publish(delivery.incident, target);
      await follow(delivery, reach, { type: 'RecordPublication', target, kind, ...published }, WORKER);
    } catch (fault) {
      if (!(fault instanceof CordonError)) throw fault;
      const { message: problem, remedy } = fault;
      await follow(delivery, reach, { type: 'RecordPublicationFailure', target, kind, problem, remedy }, WORKER);
      throw fault;
    }
  },
});
