/** `request`: asks for approval of a plan as it stands. */

import { inIncident, misunderstood, say } from '../define.ts';
import { actionField } from '../fields.ts';
import { meant, PlanInput, planWords } from '../plan-hash.ts';

export const request = inIncident({
  name: 'request',
  aliases: ['propose'],
  summary: 'Ask for approval of a plan',
  group: 'contain',
  usage: '<action> [plan]',
  example: 'request a1',
  input: PlanInput,
  words: planWords,
  form: (incident, preset) => ({
    command: 'request',
    title: 'Ask for approval',
    submit: 'Ask',
    fields: [actionField(incident, preset, ({ state }) => ['planned', 'expired', 'denied'].includes(state))],
  }),
  run(input, { by, incident }) {
    const plan = meant(input, incident);
    if (typeof plan === 'string') return misunderstood(plan);
    const { action, planHash } = plan;
    const reason = input.reason ? { reason: input.reason } : {};
    return say(by, { type: 'RequestApproval', actionId: action.actionId, planHash, ...reason }, 'Asked for approval.');
  },
});
