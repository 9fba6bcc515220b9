/** `compromised`: stops all details going to a platform at once. Two people say it, or the commander breaks the glass. */

import { z } from 'zod';
import { sideName } from '../../incident/sides.ts';
import { inIncident, Maybe, misunderstood, say } from '../define.ts';
import { notASide, sideWords } from '../sides.ts';
import { splitReason } from '../words.ts';

export const compromised = inIncident({
  name: 'compromised',
  summary: 'Stop all details going to a platform that an attacker may read',
  group: 'lead',
  usage: '<platform> [breakglass | over] because <reason>',
  example: 'compromised slack because the attacker reads along',
  input: z.object({
    platform: z.string().trim().min(1).max(40),
    how: z.enum(['report', 'breakglass', 'over']),
    reason: Maybe,
  }),
  words(text) {
    const { head, reason } = splitReason(text);
    const { platform, rest } = sideWords(head);
    return { platform, how: rest.toLowerCase() || 'report', reason };
  },
  run({ platform, how, reason = '' }, { by, around, incident }) {
    const problem = notASide(platform, around);
    if (problem) return misunderstood(problem);
    const name = sideName(platform);
    if (how === 'over')
      return say(by, { type: 'RestorePlatform', platform, reason }, `${name} is a side of this incident again.`);
    const alone = how === 'breakglass';
    const second = alone || incident.reported.some((one) => one.platform === platform && one.by.id !== by.id);
    const then = second
      ? `Nothing goes to ${name} any more. Go on in the Room: ${around.baseUrl}/incidents/${incident.number}`
      : `Reported. A second member confirms it within 30 minutes: compromised ${platform}`;
    return say(by, { type: 'ReportCompromise', platform, reason, alone }, then);
  },
});
