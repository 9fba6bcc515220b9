/** `timeline`: what was marked by hand; edits a line, or sets a milestone. */

import { z } from 'zod';
import { MILESTONES, type Milestone } from '../../incident/events.ts';
import { inIncident, Maybe, misunderstood, say } from '../define.ts';
import { entriesCard } from '../views/index.ts';
import { firstWord, momentOf, splitReason } from '../words.ts';

export const timeline = inIncident({
  name: 'timeline',
  aliases: ['history'],
  summary: 'Show the timeline, mend a line, or set a milestone',
  group: 'record',
  usage: '[edit <entry> <text> | milestone <name> <time> because <reason>]',
  example: 'timeline milestone started 2026-01-31 13:20 because first use of the key from outside',
  input: z.object({ edit: Maybe, text: Maybe, milestone: Maybe, at: Maybe, reason: Maybe }),
  words(typed) {
    const [verb, rest] = firstWord(typed);
    const [what, more] = firstWord(rest);
    if (/^edit$/i.test(verb)) return { edit: what, text: more };
    if (!/^milestone$/i.test(verb)) return {};
    const { head, reason } = splitReason(more);
    return { milestone: what, at: head, reason };
  },
  run({ edit, text, milestone, at: when, reason }, { by, incident, around }) {
    if (edit && text) return say(by, { type: 'EditEntry', entryId: edit, text }, 'Mended; the first words are kept.');
    if (!milestone) return { kind: 'show', card: entriesCard(incident, around.at) };
    const at = momentOf(when ?? '', around.at);
    const name = MILESTONES.find((one) => one === milestone);
    if (!name || !at || !reason) {
      return misunderstood(`A milestone is one of ${MILESTONES.join(', ')}, with a time and a reason.`);
    }
    return say(by, { type: 'SetMilestone', milestone: name satisfies Milestone, at, reason }, `${name} is ${at}.`);
  },
});
