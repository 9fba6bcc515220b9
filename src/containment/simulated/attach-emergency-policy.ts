/**
 * Attach the emergency policy to an account: written and tested beforehand, it denies what destroys to everybody there, the
 * root user among them. Traps as on AWS: it binds neither the management account nor service-linked roles.
 */

import { z } from 'zod';
import { sha256 } from '../../base/chain.ts';
import type { ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { SimulatedClient } from './client.ts';
import { changeStep, read } from './steps.ts';
import { EMERGENCY_POLICY } from './world.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly policy: string;
  /** SHA-256 of its text: an approval is for this text and no other. */
  readonly sha256: string;
  readonly attached: boolean;
}

const Described = z.object({
  Policy: z.object({ PolicySummary: z.object({ Name: z.string() }), Content: z.string() }),
});
const Listed = z.object({ Policies: z.array(z.object({ Id: z.string() })) });

export function attachEmergencyPolicy(client: SimulatedClient): ContainmentAction<Prior> {
  const isAttached = async ({ id: TargetId }: ActionTarget, signal: AbortSignal): Promise<boolean> => {
    const { Policies } = await read(client, 'ListPoliciesForTarget', { TargetId }, Listed, signal);
    return Policies.some(({ Id }) => Id === EMERGENCY_POLICY);
  };
  const step = (target: ActionTarget, policy: string, attach: boolean): Step => {
    const [without, bound] = [`not bound by ${policy}`, `bound by ${policy}`];
    return changeStep(client, {
      id: attach ? 'attach' : 'detach',
      call: attach ? 'AttachPolicy' : 'DetachPolicy',
      on: `account ${target.id}`,
      prior: attach ? without : bound,
      wanted: attach ? bound : without,
      input: { PolicyId: EMERGENCY_POLICY, TargetId: target.id },
      holds: async (signal) => (await isAttached(target, signal)) === attach,
    });
  };

  return {
    id: 'simulated.attach-emergency-policy',
    title: 'Attach the emergency policy',
    provider: 'simulated',
    targetKind: 'account',
    target: targetOf('simulated', 'account'),
    effect: 'reversible',
    tier: 3,
    evidence: [{ kind: 'cloudtrail-window', state: 'complete' }],
    permissions: [
      'organizations:DescribePolicy',
      'organizations:ListPoliciesForTarget',
      'organizations:AttachPolicy',
      'organizations:DetachPolicy',
    ],
    attack: ['T1485', 'T1486', 'T1490'],
    d3fend: ['D3-UAP', 'D3-ANCI'],
    undo: 'The policy is detached from the account.',
    settleSeconds: 3,
    recheckSeconds: 60,
    capture: async (target, signal) => {
      const { Policy } = await read(client, 'DescribePolicy', { PolicyId: EMERGENCY_POLICY }, Described, signal);
      return {
        policy: Policy.PolicySummary.Name,
        sha256: sha256(Policy.Content),
        attached: await isAttached(target, signal),
      };
    },
    blast: async ({ id }, { policy }) => ({
      estimate: { seconds: 3, cost: 'nothing' },
      radius: [`nobody in account ${id} can do what ${policy} denies, its own administrators among them`],
      warnings: ['Service-linked roles and the management account are not bound by it.'],
    }),
    execute: (target, { policy, attached }) => (attached ? [] : [step(target, policy, true)]),
    verify: async (target, { policy }, _job, signal) =>
      (await isAttached(target, signal))
        ? { holding: true, seen: `Account ${target.id} is bound by ${policy}.` }
        : { holding: false, seen: `${policy} is not attached.`, remedy: 'Find who detached it, and try again.' },
    release: (target, { policy, attached }) => (attached ? [] : [step(target, policy, false)]),
  };
}
