/** `postmortem`: where it can be read. */

import { z } from 'zod';
import { inIncident } from '../define.ts';

export const postmortem = inIncident({
  name: 'postmortem',
  aliases: ['pm', 'retro', 'review'],
  summary: 'Read the post-mortem',
  group: 'finish',
  usage: '',
  example: 'postmortem',
  input: z.object({}),
  words: () => ({}),
  run(_input, { incident, around }) {
    const { number, postmortem: written } = incident;
    return {
      kind: 'show',
      card: {
        key: 'postmortem',
        title: 'Post-mortem',
        tone: 'plain',
        preview: 'Post-mortem',
        blocks: written
          ? [
              { kind: 'text', text: `Version ${written.version}, SHA-256 ${written.sha256.slice(0, 16)}.` },
              { kind: 'link', label: 'Read it', url: `${around.baseUrl}/incidents/${number}/postmortem` },
            ]
          : [{ kind: 'text', text: 'It is written when the incident is closed.' }],
      },
    };
  },
});
