/** `scope`: what the incident is about. Only what is in it can be acted on. */

import { z } from 'zod';
import type { Entity } from '../../incident/actor.ts';
import { inIncident, Maybe, misunderstood, say } from '../define.ts';
import { tableCard } from '../views/index.ts';
import { pieces, splitReason } from '../words.ts';

const KINDS: readonly Entity['kind'][] = [
  'account',
  'role',
  'user',
  'access-key',
  'session',
  'instance',
  'bucket',
  'ip',
  'domain',
  'service-account',
  'cluster',
  'pod',
  'repository',
  'function',
  'other',
];

export const scope = inIncident({
  name: 'scope',
  aliases: ['entities'],
  summary: 'Show, widen or narrow what the incident is about',
  group: 'work',
  usage: '[add|remove <kind> <id> because <reason>]',
  example: 'scope add instance i-0abc because it uses the same role',
  input: z.object({
    verb: z.enum(['show', 'add', 'remove']).default('show'),
    kind: Maybe,
    id: Maybe,
    account: Maybe,
    reason: Maybe,
  }),
  words(text) {
    const { head, reason } = splitReason(text);
    const [verb, kind, id, account] = pieces(head);
    return verb ? { verb: verb.toLowerCase(), kind, id, account, reason } : {};
  },
  form: (_incident, preset) => ({
    command: 'scope',
    title: 'Widen the scope',
    submit: 'Add',
    fields: [
      {
        name: 'verb',
        label: 'Do',
        kind: 'select',
        required: true,
        value: preset.verb ?? 'add',
        options: [
          { value: 'add', label: 'Add' },
          { value: 'remove', label: 'Remove' },
        ],
      },
      {
        name: 'kind',
        label: 'Kind',
        kind: 'select',
        required: true,
        value: preset.kind ?? 'instance',
        options: KINDS.map((kind) => ({ value: kind, label: kind })),
      },
      { name: 'id', label: 'Id', kind: 'text', required: true, value: preset.id ?? '' },
      { name: 'account', label: 'Account', kind: 'text', required: false },
      { name: 'reason', label: 'Why', kind: 'text', required: true },
    ],
  }),
  run({ verb, kind: name, id, account, reason }, { by, incident }) {
    if (verb === 'show') {
      const rows = incident.scope.map((one) => [one.kind, one.id, one.account ?? '', one.region ?? '']);
      return {
        kind: 'show',
        card: tableCard('scope', 'Scope', ['Kind', 'Id', 'Account', 'Region'], rows, 'The scope is empty.'),
      };
    }
    const kind = KINDS.find((one) => one === name);
    if (!kind || !id) return misunderstood(`Name a kind (${KINDS.join(', ')}) and an id.`);
    if (!reason) return misunderstood('A change of scope wants a reason.');
    const entity: Entity = { kind, id, ...(account ? { account } : {}) };
    if (verb === 'add') return say(by, { type: 'AddEntity', entity, reason }, `${id} is in the scope.`);
    return say(by, { type: 'RemoveEntity', entity, reason }, `${id} is out of the scope.`);
  },
});
