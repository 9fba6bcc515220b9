/** `playbook`: attaches one. */

import { z } from 'zod';
import type { Block } from '../card.ts';
import { inIncident, Maybe, misunderstood } from '../define.ts';
import { tableCard } from '../views/index.ts';

export const playbook = inIncident({
  name: 'playbook',
  aliases: ['runbook'],
  summary: 'Attach a playbook',
  group: 'work',
  usage: '[<playbook>]',
  example: 'playbook stolen-role-session',
  input: z.object({ slug: Maybe }),
  words: (slug) => ({ slug }),
  form: (_incident, _preset, around) => ({
    command: 'playbook',
    title: 'Attach a playbook',
    submit: 'Attach',
    fields: [
      {
        name: 'slug',
        label: 'Playbook',
        kind: 'select',
        required: true,
        options: around.playbooks.map(({ slug, title }) => ({ value: slug, label: title })),
      },
    ],
  }),
  run({ slug }, { around, incident }) {
    if (!slug) {
      const rows = around.playbooks.map((one) => [
        one.slug,
        one.title,
        one.slug === incident.playbook?.slug ? 'attached' : '',
      ]);
      const attaches: Block = {
        kind: 'buttons',
        buttons: around.playbooks
          .filter((one) => one.slug !== incident.playbook?.slug)
          .map((one) => ({ label: `Attach ${one.slug}`, says: `playbook ${one.slug}` })),
      };
      return {
        kind: 'show',
        card: tableCard('playbooks', 'Playbooks', ['', 'Playbook', ''], rows, 'No playbooks.', [attaches]),
      };
    }
    if (around.playbooks.some((one) => one.slug === slug)) return { kind: 'attach-playbook', slug };
    return misunderstood(
      `There is no playbook ${slug}. Playbooks: ${around.playbooks.map((one) => one.slug).join(', ')}.`,
    );
  },
});
