/** `withdraw`: takes a marked message off the timeline; that it stood there is kept. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { firstWord } from '../words.ts';

export const withdraw = inIncident({
  name: 'withdraw',
  aliases: ['unmark'],
  summary: 'Take a marked message off the timeline; both facts are kept',
  group: 'record',
  usage: '<entry>',
  example: 'withdraw n2',
  input: z.object({ entry: Words }),
  words(text) {
    return { entry: firstWord(text)[0] };
  },
  form: (incident) => ({
    command: 'withdraw',
    title: 'Take a message off the timeline',
    submit: 'Take off',
    fields: [
      {
        name: 'entry',
        label: 'Message',
        kind: 'select',
        required: true,
        options: incident.entries
          .filter(({ message, withdrawn }) => message && !withdrawn)
          .map(({ entryId, text }) => ({ value: entryId, label: `${entryId} ${text.slice(0, 80)}` })),
      },
    ],
  }),
  run({ entry: id }, { by, incident }) {
    const message = incident.entries.find(({ entryId }) => entryId === id)?.message;
    if (!message) return misunderstood(`${id} is not a marked message.`);
    const { platform, conversation, messageId } = message;
    return say(by, { type: 'WithdrawCapture', platform, conversation, messageId }, 'Taken off.');
  },
});
