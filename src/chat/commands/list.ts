/** `list`: the incidents the asker may know of. */

import { z } from 'zod';
import { anywhere } from '../define.ts';
import { incidentsCard } from '../views/index.ts';

export const list = anywhere({
  name: 'list',
  aliases: ['ls', 'incidents'],
  summary: 'List incidents',
  group: 'start',
  usage: '[all]',
  example: 'list',
  input: z.object({ which: z.enum(['open', 'all']).default('open') }),
  words: (text) => (text.trim() ? { which: text.trim() } : {}),
  run({ which }, _by, around) {
    const rows = around.incidents.filter(({ status }) => which === 'all' || status === 'open');
    return { kind: 'show', card: incidentsCard(rows, around.at) };
  },
});
