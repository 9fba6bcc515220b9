/** `snooze`: quiets a reminder for a while. */

import { z } from 'zod';
import type { Incident } from '../../incident/incident.ts';
import { nagsOf } from '../../incident/nags.ts';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { clockTime } from '../durations.ts';
import { firstWord, minutesOf } from '../words.ts';

export const snooze = inIncident({
  name: 'snooze',
  aliases: ['quiet'],
  summary: 'Quiet a reminder for a while',
  group: 'work',
  usage: '<reminder> <30m|2h>',
  example: 'snooze update 30m',
  input: z.object({ nag: Words, minutes: Words }),
  words(text) {
    const [nag, minutes] = firstWord(text);
    return { nag, minutes };
  },
  form: (incident, preset) => ({
    command: 'snooze',
    title: 'Quiet a reminder',
    submit: 'Quiet',
    fields: [
      {
        name: 'nag',
        label: 'Reminder',
        kind: 'select',
        required: true,
        value: nagOf(preset.nag ?? '', incident)?.nag ?? '',
        options: nagsOf(incident).map(({ nag, text }) => ({ value: nag, label: text })),
      },
      { name: 'minutes', label: 'For', kind: 'text', required: true, value: preset.minutes ?? '30m', hint: '30m, 2h' },
    ],
  }),
  run({ nag: name, minutes: text }, { by, incident, around }) {
    const nag = nagOf(name, incident);
    const minutes = minutesOf(text);
    if (!nag) {
      const known = nagsOf(incident).map(({ about }) => about);
      return misunderstood(`There is no reminder ${name}. There are: ${known.join(', ') || 'none'}.`);
    }
    if (!minutes) return misunderstood(`${text} is not a time to wait.`);
    const until = new Date(around.at.getTime() + minutes * 60_000).toISOString();
    return say(by, { type: 'SnoozeNag', nag: nag.nag, until }, `Quiet until ${clockTime(until, around.at)}.`);
  },
});

/** By its id, by what it is about, or by its kind. */
function nagOf(name: string, incident: Incident) {
  const nags = nagsOf(incident);
  return (
    nags.find(({ nag }) => nag === name) ??
    nags.find(({ about }) => about === name) ??
    nags.find(({ nag }) => name !== '' && nag.split(':')[0] === name)
  );
}
