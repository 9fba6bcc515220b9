/** `cancel`: cancel an action; what it has changed already is released. */

import { isStoppable, isUnbegun, isWaiting } from '../../incident/action-states.ts';
import { inIncident, misunderstood, say } from '../define.ts';
import { ActionInput, actionForm, actionWords } from '../on-action.ts';
import { actionOf } from '../words.ts';

export const cancel = inIncident({
  name: 'cancel',
  aliases: ['abort'],
  summary: 'Cancel an action; what it changed already is released',
  group: 'contain',
  usage: '<action> because <reason>',
  example: 'cancel a1 because the owner shut the host down',
  input: ActionInput,
  words: actionWords,
  form: (incident, preset) =>
    actionForm(
      'cancel',
      'Cancel',
      incident,
      preset,
      (action) => isWaiting(action) || isUnbegun(action) || isStoppable(action),
    ),
  run({ action: id, reason }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    return say(by, { type: 'CancelAction', actionId: action.actionId, reason }, stopText(action));
  },
});

function stopText(action: Parameters<typeof isStoppable>[0]): string {
  return isStoppable(action) ? 'It is stopped, and what it changed is released.' : 'Cancelled.';
}
