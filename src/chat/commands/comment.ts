/** `comment`: a remark on a section of the post-mortem, and that it is dealt with. */

import { z } from 'zod';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { fixedField } from '../fields.ts';
import { firstWord } from '../words.ts';
import { sectionOf, unknown } from './section.ts';

export const comment = inIncident({
  name: 'comment',
  aliases: ['remark'],
  summary: 'Remark on a section of the post-mortem',
  group: 'finish',
  usage: '<section> <text> | resolve <k1>',
  example: 'comment impact Does this count the test account?',
  input: z
    .object({ verb: z.enum(['add', 'resolve']).default('add'), section: Maybe, text: Maybe, id: Maybe })
    .superRefine(({ verb, section, text, id }, context) => {
      if (verb === 'resolve' && !id) lacks(context, 'id');
      if (verb === 'add' && !section) lacks(context, 'section');
      if (verb === 'add' && !text) lacks(context, 'text');
    }),
  words(text) {
    const [first, rest] = firstWord(text);
    if (/^resolve$/i.test(first)) return { verb: 'resolve', id: rest.toLowerCase() };
    return { verb: 'add', section: first, text: rest };
  },
  form: (_incident, preset, { sections }) => ({
    command: 'comment',
    title: 'Remark on the post-mortem',
    submit: 'Remark',
    fields: [
      fixedField('verb', 'add', 'Add'),
      {
        name: 'section',
        label: 'Section',
        kind: 'select',
        required: true,
        value: sections.find(({ id }) => id === preset.section)?.id ?? '',
        options: sections.map(({ id, title }) => ({ value: id, label: title })),
      },
      { name: 'text', label: 'Remark', kind: 'long', required: true, value: preset.text ?? '' },
    ],
  }),
  run({ verb, section = '', text = '', id = '' }, { by, around }) {
    if (verb === 'resolve') return say(by, { type: 'ResolveComment', commentId: id }, `${id} is dealt with.`);
    const known = sectionOf(section, around);
    if (!known) return misunderstood(unknown(section, around));
    return say(by, { type: 'AddComment', section: known, text }, 'It stands by its section.');
  },
});
