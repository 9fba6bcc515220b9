/** `approve`: a second person stands for a plan they have read. Without its hash, the current plan is shown first. */

import { z } from 'zod';
import { ruleOf } from '../../incident/approvals.ts';
import type { Incident } from '../../incident/incident.ts';
import { inIncident, Maybe, misunderstood, say, Words } from '../define.ts';
import { actionField, planField } from '../fields.ts';
import { meant } from '../plan-hash.ts';
import { actionCard } from '../views/index.ts';
import { actionOf, pieces } from '../words.ts';

export const approve = inIncident({
  name: 'approve',
  aliases: ['accept-plan', 'lgtm'],
  summary: 'Approve a plan, by the digits of its hash',
  group: 'contain',
  usage: '<action> <plan> [target <name>]',
  example: 'approve a1 7f3a91c2',
  input: z.object({ action: Words, hash: Maybe, target: Maybe }),
  words(text) {
    const [action, hash, ...rest] = pieces(text);
    return { action, hash, target: rest.join(' ').replace(/^target\s+/i, '') };
  },
  form: (incident, preset) => ({
    command: 'approve',
    title: `Approve ${preset.action ?? 'a plan'}`,
    submit: 'Approve',
    fields: [
      actionField(incident, preset, ({ state }) => state === 'requested'),
      planField(incident, preset),
      ...(wantsTarget(incident, preset.action)
        ? [
            {
              name: 'target',
              label: 'Name of the target',
              kind: 'text',
              required: true,
              value: preset.target ?? '',
              hint: 'It cannot be undone, or reaches far: type what it acts on',
            } as const,
          ]
        : []),
    ],
  }),
  run(input, { by, around, incident }) {
    const plan = meant(input, incident);
    if (typeof plan === 'string') return misunderstood(plan);
    if (!input.hash) return { kind: 'show', card: actionCard(incident, plan.action, around.at) };
    const typed = input.target ? { typedTarget: input.target } : {};
    return say(
      by,
      { type: 'ApproveAction', actionId: plan.action.actionId, planHash: plan.planHash, ...typed },
      'Approved.',
    );
  },
});

function wantsTarget(incident: Incident, id: string | undefined): boolean {
  const plan = actionOf(id ?? '', incident)?.plan;
  return plan !== undefined && ruleOf(incident, plan).typedTarget;
}
