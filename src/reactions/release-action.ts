/** A control that is to be released is: prior state restored, step by step, each once. */

import { layDown, tell } from './progress.ts';
import { follow, reaction, WORKER } from './reaction.ts';

export const releaseAction = reaction({
  name: 'release-action',
  on: ['ReleaseRequested', 'ResumeDue'],
  async react(delivery, reach) {
    const { event, incident, signal } = delivery;
    const { actionId } = event.data;
    const action = incident.actions.find((one) => one.actionId === actionId);
    if (action?.state !== 'releasing') return;
    const released = await reach.containment.release(action, incident, {
      tell: (progress) => tell(delivery, reach, actionId, progress),
      signal,
    });
    switch (released.result) {
      case 'released':
        await follow(delivery, reach, { type: 'RecordRelease', actionId, restored: released.restored }, WORKER);
        return;
      case 'failed': {
        const { problem, remedy } = released;
        await follow(delivery, reach, { type: 'RecordReleaseFailure', actionId, problem, remedy }, WORKER);
        return;
      }
      case 'later':
      case 'unknown':
        return layDown(delivery, reach, action, released);
      case 'stopped':
        return;
    }
  },
});
