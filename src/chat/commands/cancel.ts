/** `cancel`: cancel an action that has not begun. */

import { isWaiting } from '../../incident/action-states.ts';
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
  form: (incident, preset) => actionForm('cancel', 'Cancel', incident, preset, isWaiting),
  run({ action: id, reason }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    return say(by, { type: 'CancelAction', actionId: action.actionId, reason }, 'Cancelled.');
  },
});
