/** `status`: the summary card, in private. */

import { z } from 'zod';
import { inIncident } from '../define.ts';
import { summaryCard } from '../views/index.ts';

export const status = inIncident({
  name: 'status',
  aliases: ['panel', 'info'],
  summary: 'Show where the incident stands',
  group: 'start',
  usage: '',
  example: 'status',
  input: z.object({}),
  words: () => ({}),
  run: (_input, { incident, around }) => ({ kind: 'show', card: summaryCard(incident, around.at) }),
});
