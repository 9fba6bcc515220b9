/** `breakglass`: the commander alone authorises a plan; it is reviewed afterwards. */

import { inIncident, misunderstood, say } from '../define.ts';
import { meant, PlanInput, planWords } from '../plan-hash.ts';

export const breakglass = inIncident({
  name: 'breakglass',
  aliases: ['break-glass', 'override-approval'],
  summary: 'Authorise a plan alone, when nobody else can be had',
  group: 'contain',
  usage: '<action> because <reason>',
  example: 'breakglass a1 because data is leaving now and nobody answers',
  input: PlanInput,
  words: planWords,
  form: (_incident, preset) => ({
    command: 'breakglass',
    title: `Break glass for ${preset.action ?? 'a plan'}`,
    intro: 'You act alone. It is recorded, shown to everybody, and reviewed.',
    submit: 'Break glass',
    fields: [
      { name: 'action', label: 'Action', kind: 'text', required: true, value: preset.action ?? '' },
      { name: 'reason', label: 'Why nobody else can approve', kind: 'long', required: true },
    ],
  }),
  run(input, { by, incident }) {
    const plan = meant(input, incident);
    if (typeof plan === 'string') return misunderstood(plan);
    return say(
      by,
      { type: 'BreakGlass', actionId: plan.action.actionId, planHash: plan.planHash, reason: input.reason ?? '' },
      'Authorised.',
    );
  },
});
