/** `accept`: leave a control in place, on your name. */

import { isContained } from '../../incident/action-states.ts';
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
  form: (incident, preset) =>
    actionForm('accept', 'Accept', incident, preset, (action) => isContained(action) && !action.accepted),
  run({ action: id, reason }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    return say(by, { type: 'AcceptResidual', actionId: action.actionId, reason }, 'Accepted.');
  },
});
