/**
 * Detach an instance from everything that would kill or feed it: its Auto Scaling group first, whose health checks would
 * terminate a host that is isolated or stopped, disks and all; then target groups and classic load balancers, so that no
 * customer talks to it any more. Where the group bears one fewer, it shrinks by one and nothing starts; else a replacement
 * starts (Auto Scaling user guide, *Detach or attach instances*).
 * Traps: a replacement boots from the same launch template, back door and all; deregistration lets open requests go on
 * for the group's delay, five minutes by default (Elastic Load Balancing user guide, *Deregistration delay*); load
 * balancers know a host by id or by address.
 */

import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ActionJob, ActionTarget, ContainmentAction } from '../../action.ts';
import { targetOf } from '../../target.ts';
import type { Aws } from '../client.ts';
import { guardedTags, livingInstance, type SeenInstance } from '../instance-of.ts';
import { balancerStep, balancersOf } from './classic-balancers.ts';
import { type Membership, membershipOf, membershipStep, sizeOf } from './scaling-group.ts';
import { othersIn, type Registration, registrationStep, registrationsOf } from './target-groups.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** Null where it belongs to no group. */
  readonly membership: Membership | null;
  readonly registrations: readonly Registration[];
  /** Names of classic load balancers. */
  readonly balancers: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The services that may know the host. */
interface Services {
  readonly scaling: AutoScalingClient;
  readonly targets: ElasticLoadBalancingV2Client;
  readonly classic: ElasticLoadBalancingClient;
}

export function detachInstance(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget) => aws.of(EC2Client, target);
  const services = (target: ActionTarget, job?: ActionJob): Services => ({
    scaling: aws.of(AutoScalingClient, target, job),
    targets: aws.of(ElasticLoadBalancingV2Client, target, job),
    classic: aws.of(ElasticLoadBalancingClient, target, job),
  });

  return {
    id: 'aws.detach-instance',
    title: 'Detach instance from scaling and load balancing',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'reversible',
    tier: 2,
    evidence: [{ kind: 'instance-description', state: 'complete' }],
    permissions: [
      'ec2:DescribeInstances',
      'autoscaling:DescribeAutoScalingInstances',
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DetachInstances',
      'autoscaling:AttachInstances',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:DeregisterTargets',
      'elasticloadbalancing:RegisterTargets',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
      'elasticloadbalancing:RegisterInstancesWithLoadBalancer',
    ],
    attack: ['T1578.003', 'T1485', 'T1190'],
    d3fend: ['D3-NI', 'D3-ITF'],
    undo: 'It is attached to its group and registered again with the ports it had. A group that started a replacement then has one more.',
    // The default deregistration delay.
    settleSeconds: 300,
    recheckSeconds: 600,
    capture: async (target, signal) => {
      const seen = await livingInstance(ec2(target), target.id, signal);
      return { ...(await knownBy(services(target), target.id, seen, signal)), tags: guardedTags(seen.tags) };
    },
    blast: async (target, { membership, registrations, balancers }, signal) => {
      const { scaling, targets } = services(target);
      const others: number[] = [];
      for (const one of registrations) others.push(await othersIn(targets, one, signal));
      const last = others.includes(0);
      return {
        estimate: { seconds: 60, cost: 'a new host, where Auto Scaling starts one in its place' },
        radius: [
          await groupText(scaling, membership, signal),
          `it leaves ${registrations.length} target groups and ${balancers.length} classic load balancers`,
          ...registrations.map(({ group }, index) => `${group} keeps ${others[index]} other targets`),
        ],
        ...(last ? { tier: 3 as const } : {}),
        warnings: [
          ...(last ? ['It is the only target of a group: the service behind it goes dark.'] : []),
          ...(membership && !membership.shrinks
            ? ['A replacement starts from the same launch template: see that it is clean.']
            : []),
        ],
      };
    },
    execute: (target, { membership, registrations, balancers }, job) => [
      ...(membership ? [membershipStep(services(target, job).scaling, target.id, membership, false)] : []),
      ...registrations.map((one) => registrationStep(services(target, job).targets, one, false)),
      ...balancers.map((name) => balancerStep(services(target, job).classic, target.id, name, false)),
    ],
    verify: async (target, _prior, _job, signal) => {
      const seen = await livingInstance(ec2(target), target.id, signal);
      const { membership, registrations, balancers } = await knownBy(services(target), target.id, seen, signal);
      const holding = membership === null && registrations.length === 0 && balancers.length === 0;
      const group = membership ? `in ${membership.group}` : 'in no Auto Scaling group';
      const text = `It is ${group}, ${registrations.length} target groups and ${balancers.length} classic load balancers.`;
      const remedy = 'Where it drains, wait for the delay of the group; else find who registered it again.';
      return { holding, seen: text, ...(holding ? {} : { remedy }) };
    },
    release: (target, { membership, registrations, balancers }, job) => [
      ...(membership ? [membershipStep(services(target, job).scaling, target.id, membership, true)] : []),
      ...registrations.map((one) => registrationStep(services(target, job).targets, one, true)),
      ...balancers.map((name) => balancerStep(services(target, job).classic, target.id, name, true)),
    ],
  };
}

async function knownBy(
  { scaling, targets, classic }: Services,
  id: string,
  { addresses }: SeenInstance,
  signal: AbortSignal,
): Promise<Pick<Prior, 'membership' | 'registrations' | 'balancers'>> {
  return {
    membership: await membershipOf(scaling, id, signal),
    registrations: await registrationsOf(targets, [id, ...addresses], signal),
    balancers: await balancersOf(classic, id, signal),
  };
}

async function groupText(
  scaling: AutoScalingClient,
  membership: Membership | null,
  signal: AbortSignal,
): Promise<string> {
  if (!membership) return 'it belongs to no Auto Scaling group';
  const { group, shrinks } = membership;
  const { desired } = await sizeOf(scaling, group, signal);
  return shrinks
    ? `Auto Scaling group ${group} shrinks from ${desired} to ${desired - 1}`
    : `Auto Scaling group ${group} stays at ${desired} and starts a replacement`;
}
