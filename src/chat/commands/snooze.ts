/** `snooze`: quiets a reminder for a while. */

import { z } from 'zod';
import { nagsOf } from '../../incident/nags.ts';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { firstWord, minutesOf } from '../words.ts';

export const snooze = inIncident({
  name: 'snooze',
  aliases: ['quiet'],
  summary: 'Quiet a reminder for a while',
  group: 'work',
  usage: '<reminder> <30m|2h>',
  example: 'snooze update 30m',
  input: z.object({ nag: Words, minutes: Words }),
  words(text) {
    const [nag, minutes] = firstWord(text);
    return { nag, minutes };
  },
  run({ nag: name, minutes: text }, { by, incident, around }) {
    const nag = nagsOf(incident).find((one) => one.nag === name || one.about === name);
    const minutes = minutesOf(text);
    if (!nag)
      return misunderstood(
        `There is no reminder ${name}; there are: ${
          nagsOf(incident)
            .map(({ about }) => about)
            .join(', ') || 'none'
        }.`,
      );
    if (!minutes) return misunderstood(`${text} is not a time to wait.`);
    const until = new Date(around.at.getTime() + minutes * 60_000).toISOString();
    return say(by, { type: 'SnoozeNag', nag: nag.nag, until }, `Quiet until ${until}.`);
  },
});
