/** A proposed action gets its plan: what would be called, what it would break, how it is undone. */

import { follow, reaction, WORKER } from './reaction.ts';

export const planAction = reaction({
  name: 'plan-action',
  on: ['ActionProposed'],
  async react(delivery, reach) {
    const { event, incident, signal } = delivery;
    const { actionId } = event.data;
    const action = incident.actions.find((one) => one.actionId === actionId);
    if (action?.state !== 'proposed') return;
    const { plan, refused } = await reach.containment.plan(action, incident, signal);
    if (plan) await follow(delivery, reach, { type: 'RecordPlan', actionId, plan }, WORKER);
    else await follow(delivery, reach, { type: 'RecordPlanRefusal', actionId, ...refused }, WORKER);
  },
});
