/** `deny`: says no to a plan, with the reason. */

import { inIncident, misunderstood, say, Words } from '../define.ts';
import { actionField, planField, reasonField } from '../fields.ts';
import { meant, PlanInput, planWords } from '../plan-hash.ts';

export const deny = inIncident({
  name: 'deny',
  aliases: ['reject'],
  summary: 'Deny a plan',
  group: 'contain',
  usage: '<action> [plan] because <reason>',
  example: 'deny a1 because the host serves payments; isolate the standby first',
  input: PlanInput.extend({ reason: Words }),
  words: planWords,
  form: (incident, preset) => ({
    command: 'deny',
    title: `Deny ${preset.action ?? 'a plan'}`,
    submit: 'Deny',
    fields: [
      actionField(incident, preset, ({ state }) => state === 'requested'),
      planField(incident, preset),
      reasonField(preset),
    ],
  }),
  run(input, { by, incident }) {
    const plan = meant(input, incident);
    if (typeof plan === 'string') return misunderstood(plan);
    return say(
      by,
      { type: 'DenyAction', actionId: plan.action.actionId, planHash: plan.planHash, reason: input.reason },
      'Denied.',
    );
  },
});
