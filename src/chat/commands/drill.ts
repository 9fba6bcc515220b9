/** `drill`: plays a storyline through the very same doors as a real alert. */

import { z } from 'zod';
import type { Block } from '../card.ts';
import { anywhere, Maybe, misunderstood } from '../define.ts';
import { tableCard } from '../views/index.ts';

export const drill = anywhere({
  name: 'drill',
  aliases: ['exercise', 'test'],
  summary: 'Start a drill',
  group: 'start',
  usage: '[<storyline>]',
  example: 'drill stolen-role-session',
  input: z.object({ slug: Maybe }),
  words: (slug) => ({ slug }),
  form: (around) => ({
    command: 'drill',
    title: 'Start a drill',
    submit: 'Start',
    fields: [
      {
        name: 'slug',
        label: 'Storyline',
        kind: 'select',
        required: true,
        options: around.storylines.map(({ slug, title }) => ({ value: slug, label: title })),
      },
    ],
  }),
  run({ slug }, _by, around) {
    if (!slug) {
      const rows = around.storylines.map((one) => [one.slug, one.title]);
      const starts: Block = {
        kind: 'buttons',
        buttons: around.storylines.map((one) => ({ label: `Start ${one.slug}`, says: `drill ${one.slug}` })),
      };
      return { kind: 'show', card: tableCard('drills', 'Drills', ['', 'Storyline'], rows, 'No storylines.', [starts]) };
    }
    if (around.storylines.some((one) => one.slug === slug)) return { kind: 'start-drill', slug };
    return misunderstood(
      `There is no storyline ${slug}. Storylines: ${around.storylines.map((one) => one.slug).join(', ')}.`,
    );
  },
});
