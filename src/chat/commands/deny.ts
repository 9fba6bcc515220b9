/** `deny`: says no to a plan, with the reason. */

import { inIncident, misunderstood, say } from '../define.ts';
import { meant, PlanInput, planWords } from '../plan-hash.ts';

export const deny = inIncident({
  name: 'deny',
  aliases: ['reject'],
  summary: 'Deny a plan',
  group: 'contain',
  usage: '<action> because <reason>',
  example: 'deny a1 because the host serves payments; isolate the standby first',
  input: PlanInput,
  words: planWords,
  form: (_incident, preset) => ({
    command: 'deny',
    title: `Deny ${preset.action ?? 'a plan'}`,
    submit: 'Deny',
    fields: [
      { name: 'action', label: 'Action', kind: 'text', required: true, value: preset.action ?? '' },
      { name: 'reason', label: 'Why', kind: 'text', required: true },
    ],
  }),
  run(input, { by, incident }) {
    const plan = meant(input, incident);
    if (typeof plan === 'string') return misunderstood(plan);
    if (!input.reason) return misunderstood('A denial wants its reason.');
    return say(
      by,
      { type: 'DenyAction', actionId: plan.action.actionId, planHash: plan.planHash, reason: input.reason },
      'Denied.',
    );
  },
});
