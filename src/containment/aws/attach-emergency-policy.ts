/**
 * Attach the emergency policy to an account: a service control policy of the organization, written and tested beforehand, that
 * denies what destroys and what encrypts (AWS incident response playbooks, *Ransomware*; `docs/aws.md` has its text). Only
 * attached here, never written: a policy made in the heat is the second incident.
 * Traps: it binds neither the management account nor service-linked roles; a target bears a handful of policies (AWS
 * Organizations quotas); an account with nothing but this one attached allows nothing at all, so it must never be the first.
 */

import {
  AttachPolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  OrganizationsClient,
  paginateListPoliciesForTarget,
} from '@aws-sdk/client-organizations';
import { sha256 } from '../../base/chain.ts';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly policy: string;
  /** SHA-256 of its text: an approval is for this text and no other. */
  readonly sha256: string;
  readonly attached: boolean;
}

export function attachEmergencyPolicy(aws: Aws): ContainmentAction<Prior> {
  const organization = (job?: ActionJob) => aws.of(OrganizationsClient, { account: managementOf(aws) }, job);
  const isAttached = async ({ id: TargetId }: ActionTarget, abortSignal: AbortSignal): Promise<boolean> => {
    const asked = { TargetId, Filter: 'SERVICE_CONTROL_POLICY' as const };
    for await (const page of paginateListPoliciesForTarget({ client: organization() }, asked, { abortSignal })) {
      if (page.Policies?.some(({ Id }) => Id === policyIdOf(aws))) return true;
    }
    return false;
  };
  const step = (target: ActionTarget, policy: string, job: ActionJob, attach: boolean): Step => {
    const input = { PolicyId: policyIdOf(aws), TargetId: target.id };
    const [without, bound] = [`not bound by ${policy}`, `bound by ${policy}`];
    return awsStep({
      id: attach ? 'attach' : 'detach',
      call: attach ? 'AttachPolicy' : 'DetachPolicy',
      on: `account ${target.id}`,
      prior: attach ? without : bound,
      wanted: attach ? bound : without,
      make: (abortSignal) =>
        attach
          ? organization(job).send(new AttachPolicyCommand(input), { abortSignal })
          : organization(job).send(new DetachPolicyCommand(input), { abortSignal }),
      holds: async (signal) => (await isAttached(target, signal)) === attach,
    });
  };

  return {
    id: 'aws.attach-emergency-policy',
    title: 'Attach the emergency policy',
    provider: 'aws',
    targetKind: 'account',
    target: targetOf('aws', 'account'),
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
    settleSeconds: 15,
    recheckSeconds: 60,
    capture: async (target, signal) => {
      const { Policy } = await organization().send(new DescribePolicyCommand({ PolicyId: policyIdOf(aws) }), {
        abortSignal: signal,
      });
      const content = Policy?.Content ?? '';
      if (/"Effect"\s*:\s*"Allow"/.test(content)) {
        throw new CordonError(
          'guard_refused',
          `The emergency policy ${Policy?.PolicySummary?.Name} allows something.`,
          {
            remedy: 'An emergency policy only denies: take its text from docs/aws.md.',
          },
        );
      }
      return {
        policy: Policy?.PolicySummary?.Name ?? policyIdOf(aws),
        sha256: sha256(content),
        attached: await isAttached(target, signal),
      };
    },
    blast: async ({ id }, { policy }) => ({
      estimate: { seconds: 3, cost: 'nothing at AWS' },
      radius: [`nobody in account ${id} can do what ${policy} denies, its own administrators among them`],
      warnings: ['Service-linked roles and the management account are not bound by it.'],
    }),
    execute: (target, { policy, attached }, job) => (attached ? [] : [step(target, policy, job, true)]),
    verify: async (target, { policy }, _job, signal) =>
      (await isAttached(target, signal))
        ? { holding: true, seen: `Account ${target.id} is bound by ${policy}.` }
        : { holding: false, seen: `${policy} is not attached.`, remedy: 'Find who detached it, and try again.' },
    release: (target, { policy, attached }, job) => (attached ? [] : [step(target, policy, job, false)]),
  };
}

function managementOf({ settings }: Aws): string {
  const found = Object.entries(settings.accounts).find(([, { labels }]) => labels.includes('management'));
  if (found) return found[0];
  throw new CordonError(
    'not_found',
    'No account is labelled management: service control policies are attached there.',
    {
      remedy: 'Label the management account under clouds.aws.accounts (docs/aws.md).',
    },
  );
}

function policyIdOf({ settings }: Aws): string {
  if (settings.emergencyPolicyId) return settings.emergencyPolicyId;
  throw new CordonError('not_found', 'No emergency policy is configured.', {
    remedy: 'Create the one of docs/aws.md, test it, and name its id as clouds.aws.emergencyPolicyId.',
  });
}
