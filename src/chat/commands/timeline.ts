/** `timeline`: what was marked by hand; edits a line, or sets a milestone. */

import { z } from 'zod';
import { MILESTONES } from '../../incident/events.ts';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { clockTime } from '../durations.ts';
import { fixedField, reasonField } from '../fields.ts';
import { entriesCard } from '../views/index.ts';
import { firstWord, momentOf, splitReason } from '../words.ts';

export const timeline = inIncident({
  name: 'timeline',
  aliases: ['history', 'timestamps'],
  summary: 'Show the timeline, mend a line, or set a milestone',
  group: 'record',
  usage: '[edit <entry> <text> | milestone <name> <time> because <reason>]',
  example: 'timeline milestone started 2026-01-31 13:20 because first use of the key from outside',
  input: z
    .object({ edit: Maybe, text: Maybe, milestone: Maybe, at: Maybe, reason: Maybe })
    .superRefine(({ edit, text, milestone, at, reason }, context) => {
      if (edit && !text) lacks(context, 'text');
      if (milestone && !at) lacks(context, 'at');
      if (milestone && !reason) lacks(context, 'reason');
    }),
  words(typed) {
    const [verb, rest] = firstWord(typed);
    const [what, more] = firstWord(rest);
    if (/^edit$/i.test(verb)) return { edit: what, text: more };
    if (!/^milestone$/i.test(verb)) return {};
    const { head, reason } = splitReason(more);
    return { milestone: what, at: head, reason };
  },
  form: (incident, preset) =>
    preset.edit
      ? {
          command: 'timeline',
          title: `Mend ${preset.edit}`,
          submit: 'Mend',
          fields: [
            fixedField('edit', preset.edit, `Mend ${preset.edit}`),
            {
              name: 'text',
              label: 'Text',
              kind: 'long',
              required: true,
              value: incident.entries.find(({ entryId }) => entryId === preset.edit)?.text ?? '',
            },
          ],
        }
      : {
          command: 'timeline',
          title: 'Set a milestone',
          submit: 'Set',
          fields: [
            {
              name: 'milestone',
              label: 'Milestone',
              kind: 'select',
              required: true,
              value: MILESTONES.find((one) => one === preset.milestone) ?? 'started',
              options: MILESTONES.map((one) => ({ value: one, label: one })),
            },
            {
              name: 'at',
              label: 'When',
              kind: 'text',
              required: true,
              value: preset.at ?? '',
              hint: 'UTC: 14:05, or 2026-01-31 14:05',
            },
            reasonField(preset),
          ],
        },
  run({ edit, text, milestone, at: when, reason }, { by, incident, around }) {
    if (edit)
      return say(by, { type: 'EditEntry', entryId: edit, text: text ?? '' }, 'Mended; the first words are kept.');
    if (!milestone) return { kind: 'show', card: entriesCard(incident, around.at) };
    const at = momentOf(when ?? '', around.at);
    const name = MILESTONES.find((one) => one === milestone);
    if (!name) return misunderstood(`${milestone} is not a milestone. Milestones: ${MILESTONES.join(', ')}.`);
    if (!at) return misunderstood(`${when} is not a time.`);
    return say(
      by,
      { type: 'SetMilestone', milestone: name, at, reason: reason ?? '' },
      `${name} is ${clockTime(at, around.at)}.`,
    );
  },
});
