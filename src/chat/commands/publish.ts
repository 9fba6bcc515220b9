/** `publish`: hands the reviewed post-mortem out, to every place that is configured or to one. */

import { z } from 'zod';
import { inIncident, misunderstood, say, Words } from '../define.ts';

export const publish = inIncident({
  name: 'publish',
  aliases: ['handout'],
  summary: 'Publish the reviewed post-mortem',
  group: 'finish',
  usage: 'all | <target>',
  example: 'publish all',
  input: z.object({ target: Words }),
  words: (text) => ({ target: text }),
  form: (_incident, preset, { publishers }) => ({
    command: 'publish',
    title: 'Publish the post-mortem',
    intro: publishers.length === 0 ? 'No place is configured: it is marked as published here.' : '',
    submit: 'Publish',
    fields: [
      {
        name: 'target',
        label: 'To',
        kind: 'select',
        required: true,
        value: publishers.find(({ target }) => target === preset.target)?.target ?? 'all',
        options: [
          { value: 'all', label: 'every place' },
          ...publishers.map(({ target, kind }) => ({ value: target, label: `${target} (${kind})` })),
        ],
      },
    ],
  }),
  run({ target }, { by, incident, around }) {
    const { publishers } = around;
    if (target !== 'all' && !publishers.some((one) => one.target === target)) {
      const known = publishers.map((one) => one.target).join(', ') || 'none; the configuration names them';
      return misunderstood(`There is no place ${target} to publish to. There are: ${known}.`);
    }
    // Every place is every place this incident may go to; one that is named and barred is refused by name.
    const open = publishers.filter(({ restricted }) => restricted || incident.visibility === 'open');
    const to = target === 'all' ? open : publishers.filter((one) => one.target === target);
    return say(
      by,
      { type: 'PublishPostmortem', to },
      `It is published${to.length > 0 ? ': each place tells how it went' : ''}.`,
    );
  },
});
