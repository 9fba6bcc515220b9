/** `release`: release a control and restore what was. */

import { isContained, isStoppable } from '../../incident/action-states.ts';
import { inIncident, misunderstood, say } from '../define.ts';
import { ActionInput, actionForm, actionWords } from '../on-action.ts';
import { actionOf } from '../words.ts';

export const release = inIncident({
  name: 'release',
  aliases: ['revert'],
  summary: 'Release a control and restore what was',
  group: 'contain',
  usage: '<action> because <reason>',
  example: 'release a1 because the role is clean again',
  input: ActionInput,
  words: actionWords,
  form: (incident, preset) =>
    actionForm('release', 'Release', incident, preset, (action) => isContained(action) || isStoppable(action)),
  run({ action: id, reason }, { by, incident }) {
    const action = actionOf(id, incident);
    if (!action) return misunderstood(`There is no action ${id} here.`);
    return say(by, { type: 'RequestRelease', actionId: action.actionId, reason }, 'It is being released.');
  },
});
