/** Those who may approve are asked in private, once. */

import { approvalWantedCard } from '../chat/views/index.ts';
import { approversOf } from '../incident/approvals.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const askApprovers = reaction({
  name: 'ask-approvers',
  on: ['ApprovalRequested'],
  async react({ id, event, incident }, reach) {
    const action = incident.actions.find(({ actionId }) => actionId === event.data.actionId);
    if (action?.state !== 'requested') return;
    const may = new Set(approversOf(incident, action));
    const card = approvalWantedCard(incident, action, new Date());
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      for (const person of incident.members.filter((one) => may.has(one.id)))
        await platform.whisper(ref, id, person, card, 'direct');
    }
  },
});
