/** `catchup`: what, how bad, who leads, what is next, yours; the five lines a newcomer gets. */

import { z } from 'zod';
import { inIncident } from '../define.ts';
import { catchUpCard } from '../views/index.ts';

export const catchup = inIncident({
  name: 'catchup',
  aliases: ['catch-up', 'brief'],
  summary: 'Read in five lines where it stands, and what is yours',
  group: 'start',
  usage: '',
  example: 'catchup',
  input: z.object({}),
  words: () => ({}),
  run: (_input, { by, incident, around }) => ({ kind: 'show', card: catchUpCard(incident, by, around.at) }),
});
