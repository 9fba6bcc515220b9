/** What an authorised action leaves to people, because no API can do it, joins the checklist: once, and required. */

import { follow, reaction } from './reaction.ts';

export const askPeople = reaction({
  name: 'ask-people',
  on: ['ActionAuthorized'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    const action = incident.actions.find(({ actionId }) => actionId === event.data.actionId);
    for (const text of action?.plan?.byHand ?? []) {
      if (incident.tasks.some((task) => task.text === text)) continue;
      await follow(delivery, reach, { type: 'AddTask', text, required: true });
    }
  },
});
