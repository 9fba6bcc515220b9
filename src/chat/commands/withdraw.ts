/** `withdraw`: takes a marked message off the timeline; that it stood there is kept. */

import { z } from 'zod';
import { inIncident, Maybe, misunderstood, say, Words } from '../define.ts';
import { firstWord } from '../words.ts';

export const withdraw = inIncident({
  name: 'withdraw',
  aliases: ['unmark'],
  summary: 'Take a marked message off the timeline; both facts are kept',
  group: 'record',
  usage: '<entry>',
  example: 'withdraw n2',
  input: z.object({ entry: Words, why: Maybe }),
  words(text) {
    const [entry, why] = firstWord(text);
    return { entry, why };
  },
  run({ entry: id }, { by, incident }) {
    const message = incident.entries.find(({ entryId }) => entryId === id)?.message;
    if (!message) return misunderstood(`${id} is not a marked message.`);
    const { platform, conversation, messageId } = message;
    return say(by, { type: 'WithdrawCapture', platform, conversation, messageId }, 'Taken off.');
  },
});
