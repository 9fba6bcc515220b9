/** `section`: people's words in the post-mortem: one more paragraph from chat, the whole of a section from its form. */

import { z } from 'zod';
import type { Surroundings } from '../command.ts';
import { inIncident, lacks, misunderstood, say } from '../define.ts';
import { firstWord, nearest } from '../words.ts';

const Text = z.string().max(200_000);

export const section = inIncident({
  name: 'section',
  aliases: ['write'],
  summary: 'Write in a section of the post-mortem',
  group: 'finish',
  usage: '<section> <text>',
  example: 'section lessons The second approver was asleep; the roster had no deputy.',
  input: z
    .object({
      section: z.string().max(64).default(''),
      text: Text.optional(),
      basedOn: z.coerce.number().int().min(0).optional(),
      settles: z.string().max(16).optional(),
      drop: z.string().max(16).optional(),
    })
    .superRefine(({ section: id, text, drop }, context) => {
      if (!drop && !id) lacks(context, 'section');
      if (!drop && text === undefined) lacks(context, 'text');
    }),
  /** Added below what stands: who speaks in chat does not see the section. */
  words(text, incident) {
    const [id, rest] = firstWord(text);
    if (!rest) return { section: id };
    const stands = incident.writeUp.sections[id];
    return { section: id, text: stands?.text ? `${stands.text}\n\n${rest}` : rest, basedOn: stands?.version ?? 0 };
  },
  form: (incident, preset, { sections }) => {
    const id = sections.find(({ id: one }) => one === preset.section)?.id ?? '';
    const stands = incident.writeUp.sections[id];
    return {
      command: 'section',
      title: 'Write in the post-mortem',
      submit: 'Keep',
      fields: [
        {
          name: 'section',
          label: 'Section',
          kind: 'select',
          required: true,
          value: id,
          options: sections.map(({ id: value, title }) => ({ value, label: title })),
        },
        {
          name: 'text',
          label: 'Your words, in Markdown',
          kind: 'long',
          required: true,
          value: preset.text ?? stands?.text ?? '',
        },
      ],
    };
  },
  run({ section: id, text = '', basedOn, settles, drop }, { by, around, incident }) {
    if (drop) return say(by, { type: 'DropEdit', editId: drop }, 'What stands was kept.');
    const known = sectionOf(id, around);
    if (!known) return misunderstood(unknown(id, around));
    const base = basedOn ?? incident.writeUp.sections[known]?.version ?? 0;
    const settled = settles ? { settles } : {};
    return say(by, { type: 'WriteSection', section: known, text, basedOn: base, ...settled }, KEPT);
  },
});

const KEPT = 'Written. Where somebody else wrote the same lines, both are kept in the Room to be settled.';

/** By its id, or by the beginning of its title. */
export function sectionOf(text: string, { sections }: Surroundings): string | undefined {
  const wanted = text.trim().toLowerCase();
  return (
    sections.find(({ id }) => id === wanted) ??
    sections.find(({ title }) => wanted.length > 2 && title.toLowerCase().startsWith(wanted))
  )?.id;
}

export function unknown(text: string, { sections }: Surroundings): string {
  const ids = sections.map(({ id }) => id);
  const near = nearest(text.toLowerCase(), ids);
  return `There is no section ${text}.${near ? ` Did you mean ${near}?` : ''} There are: ${ids.join(', ')}.`;
}
