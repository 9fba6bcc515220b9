/** `scope`: what the incident is about. Only what is in it can be acted on. */

import { z } from 'zod';
import { ENTITY_KINDS, type Entity } from '../../incident/actor.ts';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { reasonField } from '../fields.ts';
import { tableCard } from '../views/index.ts';
import { pieces, splitReason } from '../words.ts';

export const scope = inIncident({
  name: 'scope',
  aliases: ['entities'],
  summary: 'Show, widen or narrow what the incident is about',
  group: 'work',
  usage: '[add|remove <kind> <id> because <reason>]',
  example: 'scope add instance i-0abc because it uses the same role',
  input: z
    .object({
      verb: z.enum(['show', 'add', 'remove']).default('show'),
      kind: Maybe,
      id: Maybe,
      account: Maybe,
      reason: Maybe,
    })
    .superRefine(({ verb, kind, id, reason }, context) => {
      if (verb === 'show') return;
      if (!kind) lacks(context, 'kind');
      if (!id) lacks(context, 'id');
      if (!reason) lacks(context, 'reason');
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
        value: preset.verb === 'remove' ? 'remove' : 'add',
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
        value: ENTITY_KINDS.find((kind) => kind === preset.kind) ?? 'instance',
        options: ENTITY_KINDS.map((kind) => ({ value: kind, label: kind })),
      },
      { name: 'id', label: 'Id', kind: 'text', required: true, value: preset.id ?? '' },
      { name: 'account', label: 'Account', kind: 'text', required: false, value: preset.account ?? '' },
      reasonField(preset),
    ],
  }),
  run({ verb, kind: name, id, account, reason }, { by, incident }) {
    if (verb === 'show') {
      const rows = incident.scope.map((one) => [one.kind, one.id, one.account ?? '', one.region ?? '']);
      return {
        kind: 'show',
        card: tableCard('scope', 'Scope', ['Kind', 'Id', 'Account', 'Region'], rows, 'The scope is empty.', [
          { kind: 'buttons', buttons: [{ label: 'Add…', says: 'scope add', asks: true }] },
        ]),
      };
    }
    const kind = ENTITY_KINDS.find((one) => one === name);
    if (!kind || !id) return misunderstood(`${name} is not a kind. Kinds: ${ENTITY_KINDS.join(', ')}.`);
    const said = { reason: reason ?? '' };
    const entity: Entity = { kind, id, ...(account ? { account } : {}) };
    if (verb === 'add') return say(by, { type: 'AddEntity', entity, ...said }, `${id} is in the scope.`);
    const known = incident.scope.find(
      (one) => one.kind === kind && one.id === id && (!account || one.account === account),
    );
    if (!known) return misunderstood(`${kind} ${id} is not in the scope.`);
    return say(by, { type: 'RemoveEntity', entity: known, ...said }, `${id} is out of the scope.`);
  },
});
