/** `breakglass`: the commander alone authorises a plan; it is reviewed afterwards. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { actionField, planField, reasonField } from '../fields.ts';
import { meant, planWords } from '../plan-hash.ts';

export const breakglass = inIncident({
  name: 'breakglass',
  aliases: ['break-glass', 'override-approval'],
  summary: 'Authorise a plan alone, when nobody else can be had',
  group: 'contain',
  usage: '<action> <plan> because <reason>',
  example: 'breakglass a1 7f3a91c2 because data is leaving now and nobody answers',
  input: z.object({ action: Words, hash: Words, reason: Words }),
  words: planWords,
  form: (incident, preset) => ({
    command: 'breakglass',
    title: `Break glass for ${preset.action ?? 'a plan'}`,
    intro: 'You act alone. It is recorded, shown to everybody, and reviewed.',
    submit: 'Break glass',
    fields: [
      actionField(incident, preset, ({ state }) => ['planned', 'requested', 'expired'].includes(state)),
      planField(incident, preset),
      reasonField(preset, 'Why nobody else can approve'),
    ],
  }),
  run(input, { by, incident }) {
    const plan = meant(input, incident);
    if (typeof plan === 'string') return misunderstood(plan);
    return say(
      by,
      { type: 'BreakGlass', actionId: plan.action.actionId, planHash: plan.planHash, reason: input.reason },
      'Authorised.',
    );
  },
});
