/** `verify`: where the proof is, and the head of the chain that anchors it. */

import { z } from 'zod';
import { inIncident } from '../define.ts';

export const verify = inIncident({
  name: 'verify',
  aliases: ['proof'],
  summary: 'Show how the record can be proven',
  group: 'finish',
  usage: '',
  example: 'verify',
  input: z.object({}),
  words: () => ({}),
  run(_input, { incident, around }) {
    const head = incident.postmortem?.chainHead;
    return {
      kind: 'show',
      card: {
        key: 'verify',
        title: 'Proof',
        tone: 'plain',
        preview: 'Proof',
        blocks: [
          { kind: 'text', text: `${incident.version} events, each bound to the one before it.` },
          {
            kind: 'text',
            text: head ? `Head of the chain at closure: ${head}` : 'The head of the chain is named at closure.',
            muted: true,
          },
          { kind: 'link', label: 'Download the bundle', url: `${around.baseUrl}/incidents/${incident.number}/bundle` },
          { kind: 'text', text: 'Check it offline: npm run cordon -- verify bundle.zip', muted: true },
        ],
      },
    };
  },
});
