/** `access`: an outsider asks for it; a member allows or denies it. */

import { z } from 'zod';
import { isMember } from '../../incident/permissions.ts';
import { inIncident, Maybe, misunderstood, say } from '../define.ts';
import { reasonField } from '../fields.ts';
import { requestsCard } from '../views/index.ts';
import { firstWord, splitReason } from '../words.ts';

export const access = inIncident({
  name: 'access',
  aliases: ['join'],
  summary: 'Ask for access, allow it or deny it',
  group: 'lead',
  usage: '[because <reason>] | allow @person | deny @person because <reason>',
  example: 'access because I own the account',
  input: z.object({ verb: z.enum(['ask', 'allow', 'deny']).default('ask'), person: Maybe, reason: Maybe }),
  words(text) {
    const { head, reason } = splitReason(text);
    const [verb, person] = firstWord(head);
    if (/^(allow|deny)$/i.test(verb)) return { verb: verb.toLowerCase(), person, reason };
    return { verb: 'ask', reason: reason ?? (head || undefined) };
  },
  form: (_incident, preset) => ({
    command: 'access',
    title: 'Ask for access',
    submit: 'Ask',
    fields: [reasonField(preset)],
  }),
  run({ verb, person: name, reason }, { by, incident }) {
    if (verb === 'ask' && isMember(incident, by)) return { kind: 'show', card: requestsCard(incident) };
    if (verb === 'ask') {
      const open = incident.visibility === 'open';
      return say(
        by,
        { type: 'RequestAccess', reason: reason ?? '' },
        open ? 'You are in.' : 'Asked. A member decides.',
      );
    }
    const wanted = name?.replace(/^@/, '').toLowerCase();
    const request = incident.accessRequests.find(
      ({ person }) => person.id === wanted || person.name.toLowerCase() === wanted,
    );
    if (!request) return misunderstood(`${name ?? 'Nobody'} has not asked for access.`);
    const { person } = request;
    if (verb === 'allow') return say(by, { type: 'AllowAccess', person }, `${person.name} is in.`);
    return say(by, { type: 'DenyAccess', person, reason: reason ?? '' }, `${person.name} stays out.`);
  },
});
