/** `approve`: a second person stands for a plan they have read. Without its hash, the current plan is shown first. */

import { z } from 'zod';
import { inIncident, Maybe, misunderstood, say, Words } from '../define.ts';
import { meant } from '../plan-hash.ts';
import { pieces } from '../words.ts';

export const approve = inIncident({
  name: 'approve',
  aliases: ['accept-plan', 'lgtm'],
  summary: 'Approve a plan, by the digits of its hash',
  group: 'contain',
  usage: '<action> <plan> [target <name>]',
  example: 'approve a1 7f3a91c2',
  input: z.object({ action: Words, hash: Words, target: Maybe }),
  words(text) {
    const [action, hash, , target] = pieces(text);
    return { action, hash, target };
  },
  form: (incident, preset) => ({
    command: 'approve',
    title: `Approve ${preset.action ?? 'a plan'}`,
    intro: 'This cannot be undone, or reaches far: type the name of its target.',
    submit: 'Approve',
    fields: [
      { name: 'action', label: 'Action', kind: 'text', required: true, value: preset.action ?? '' },
      {
        name: 'hash',
        label: 'Plan',
        kind: 'text',
        required: true,
        value:
          preset.hash ??
          incident.actions.find(({ actionId }) => actionId === preset.action)?.plan?.hash.slice(0, 12) ??
          '',
      },
      { name: 'target', label: 'Name of the target', kind: 'text', required: true },
    ],
  }),
  run(input, { by, incident }) {
    const plan = meant(input, incident);
    if (typeof plan === 'string') return misunderstood(plan);
    const typed = input.target ? { typedTarget: input.target } : {};
    return say(
      by,
      { type: 'ApproveAction', actionId: plan.action.actionId, planHash: plan.planHash, ...typed },
      'Approved.',
    );
  },
});
