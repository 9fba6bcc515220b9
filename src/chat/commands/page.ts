/** `page`: calls somebody in, and says on the timeline who was called and why. */

import { z } from 'zod';
import { isMember } from '../../incident/permissions.ts';
import { inIncident, misunderstood, say, sayAll, Words } from '../define.ts';
import { reasonField } from '../fields.ts';
import { personOf, splitReason } from '../words.ts';

export const page = inIncident({
  name: 'page',
  aliases: ['escalate', 'call'],
  summary: 'Call somebody in, with the reason on the timeline',
  group: 'lead',
  usage: '@person because <reason>',
  example: 'page @responder-3 because nobody here knows the payment hosts',
  input: z.object({ person: Words, reason: Words }),
  words(text) {
    const { head, reason } = splitReason(text);
    return { person: head, reason };
  },
  form: (_incident, preset) => ({
    command: 'page',
    title: 'Call somebody in',
    submit: 'Call',
    fields: [
      { name: 'person', label: 'Who', kind: 'person', required: true, value: preset.person?.replace(/^@/, '') ?? '' },
      reasonField(preset),
    ],
  }),
  /** `PersonPaged` is recorded by who really paged: a note says what a person did. */
  run({ person: name, reason }, { by, around, incident }) {
    const person = personOf(name, around, incident);
    if (!person) return misunderstood(`Nobody here is called ${name}, or several are.`);
    const text = `Called ${person.name} in: ${reason}`;
    if (isMember(incident, person)) {
      return say(by, { type: 'AddNote', text }, `${person.name} is a member already. The call is on the timeline.`);
    }
    return sayAll(
      [
        { type: 'AddMember', person, how: 'invited', by },
        { type: 'AddNote', text, by },
      ],
      `${person.name} is in and is told in private.`,
    );
  },
});
