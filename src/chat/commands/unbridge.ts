/** `unbridge`: takes a platform away from the incident. Nothing of it goes there any more. */

import { z } from 'zod';
import { sideName } from '../../incident/sides.ts';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { notASide, sideWords } from '../sides.ts';
import { splitReason } from '../words.ts';

export const unbridge = inIncident({
  name: 'unbridge',
  aliases: ['un-bridge'],
  summary: 'Stop carrying the incident on a platform',
  group: 'lead',
  usage: '<platform> because <reason>',
  example: 'unbridge slack because everybody is in Teams',
  input: z.object({ platform: Words, reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    return { platform: sideWords(head).platform, reason };
  },
  run({ platform, reason }, { by, around }) {
    const problem = notASide(platform, around);
    if (problem) return misunderstood(problem);
    return say(
      by,
      { type: 'Unbridge', platform, reason },
      `Nothing of this incident goes to ${sideName(platform)} now.`,
    );
  },
});
