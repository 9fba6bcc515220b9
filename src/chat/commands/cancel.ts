/** `cancel`: cancel an action that has not begun. */

import { inIncident, misunderstood, say } from '../define.ts';
import { ActionInput, actionForm, actionWords } from '../on-action.ts';
import { actionOf } from '../words.ts';

export const cancel = inIncident({
  name: 'cancel',
  aliases: ['abort'],
  summary: 'Cancel an action that has not begun',
  group: 'contain',
  usage: '<action> because <reason>',
  example: 'cancel a1 because the owner shut the host down',
  input: ActionInput,
  words: actionWords,
  form: (_incident, preset) => actionForm('cancel', 'Cancel', 'Cancel', preset),
  run({ action: id, reason }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    if (!reason) return misunderstood('This wants a reason.');
    return say(by, { type: 'CancelAction', actionId: action.actionId, reason }, 'Cancelled.');
  },
});
