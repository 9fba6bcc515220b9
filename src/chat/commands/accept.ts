/** `accept`: leave a control in place, on your name. */

import { inIncident, misunderstood, say } from '../define.ts';
import { ActionInput, actionForm, actionWords } from '../on-action.ts';
import { actionOf } from '../words.ts';

export const accept = inIncident({
  name: 'accept',
  aliases: ['keep'],
  summary: 'Leave a control in place, on your name',
  group: 'contain',
  usage: '<action> because <reason>',
  example: 'accept a1 because the bucket is to stay private',
  input: ActionInput,
  words: actionWords,
  form: (_incident, preset) => actionForm('accept', 'Accept', 'Accept', preset),
  run({ action: id, reason }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    if (!reason) return misunderstood('This wants a reason.');
    return say(by, { type: 'AcceptResidual', actionId: action.actionId, reason }, 'Accepted.');
  },
});
