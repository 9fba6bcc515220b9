/** `leave`: goes out of the incident. */

import { z } from 'zod';
import { inIncident, say } from '../define.ts';

export const leave = inIncident({
  name: 'leave',
  summary: 'Leave the incident',
  group: 'lead',
  usage: '',
  example: 'leave',
  input: z.object({}),
  words: () => ({}),
  run: (_input, { by }) => say(by, { type: 'LeaveIncident' }, 'You are out.'),
});
