/** `status`: the summary card, in private; outside an incident, those that are open. */

import { z } from 'zod';
import { anywhere } from '../define.ts';
import { homeCard, summaryCard } from '../views/index.ts';

export const status = anywhere({
  name: 'status',
  aliases: ['panel', 'info', 'overview'],
  summary: 'Show where the incident stands',
  group: 'start',
  usage: '',
  example: 'status',
  input: z.object({}),
  words: () => ({}),
  run: (_input, _by, around, incident) => ({
    kind: 'show',
    card: incident ? summaryCard(incident, around.at) : homeCard(around),
  }),
});
