/**
 * Isolate an instance in two steps per interface: first an all-traffic group, which makes established flows untracked,
 * then a group without rules, which cuts them. One step alone leaves tracked flows alive for up to five days (EC2 user
 * guide, *Security group connection tracking*). Interface by interface, because `ModifyInstanceAttribute` takes groups
 * for hosts with one interface only. New groups are given to the host; shared ones are never edited.
 * Traps: flows through a NAT gateway, load balancer, Network Firewall, PrivateLink or Global Accelerator are tracked
 * whatever the rules and outlive both steps (same page); the resolver, the metadata service and the time service are not
 * filtered by groups at all; between the two steps everything may come in.
 */

import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeNetworkInterfacesCommand,
  EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { guardedTags, instanceOf, livingInstance, type SeenInterface } from './instance-of.ts';
import { findGroup, type GroupRole, groupIdOf, groupName, groupSteps, isAsMeant } from './network-groups.ts';
import { preflight } from './preflight.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly vpc: string;
  readonly interfaces: readonly SeenInterface[];
  readonly tags: Readonly<Record<string, string>>;
}

export function isolateInstance(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);

  return {
    id: 'aws.isolate-instance',
    title: 'Isolate instance',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'reversible',
    tier: 2,
    evidence: [
      { kind: 'disk-snapshot', state: 'fixed' },
      { kind: 'instance-description', state: 'complete' },
    ],
    permissions: [
      'ec2:DescribeInstances',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:CreateSecurityGroup',
      'ec2:AuthorizeSecurityGroupIngress',
      'ec2:AuthorizeSecurityGroupEgress',
      'ec2:RevokeSecurityGroupIngress',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:ModifyNetworkInterfaceAttribute',
      'ec2:CreateTags',
    ],
    attack: ['T1071', 'T1041', 'T1021.007'],
    d3fend: ['D3-NI', 'D3-ITF', 'D3-OTF'],
    undo: 'Each interface gets back the groups it had. The two groups stay in the network for the next time.',
    settleSeconds: 30,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const { vpc, interfaces, tags } = await livingInstance(ec2(target), target.id, signal);
      for (const { id, groups } of interfaces) {
        const asItIs = { NetworkInterfaceId: id, Groups: [...groups], DryRun: true };
        const dryRun = new ModifyNetworkInterfaceAttributeCommand(asItIs);
        await preflight(ec2(target).send(dryRun, { abortSignal: signal }));
      }
      return { vpc, interfaces, tags: guardedTags(tags) };
    },
    blast: async (target, { interfaces }, signal) => {
      const { profile, scalingGroup } = await instanceOf(ec2(target), target.id, signal);
      const subnets = new Set(interfaces.map(({ subnet }) => subnet));
      return {
        estimate: { seconds: aws.settings.untrackSeconds + 2 * interfaces.length + 5, cost: 'nothing at AWS' },
        radius: [
          `every connection over ${interfaces.length} interfaces in ${subnets.size} subnets ends, IPv4 and IPv6`,
          'nothing reaches the host, Systems Manager included',
        ],
        warnings: [
          'The resolver and the metadata service are not filtered by security groups.',
          'Flows through a NAT gateway, load balancer or PrivateLink may outlive it: cut the subnet or stop the instance if traffic goes on.',
          ...(profile ? ['It has an instance profile and goes on getting credentials: remove it as well.'] : []),
          ...(scalingGroup
            ? [`Auto Scaling group ${scalingGroup} would replace it as unhealthy: detach it first.`]
            : []),
        ],
      };
    },
    execute: (target, { vpc, interfaces }, job) => [
      ...groupSteps(ec2(target, job), vpc, 'untrack', job),
      ...groupSteps(ec2(target, job), vpc, 'isolate', job),
      ...interfaces.map((one) => moveStep(ec2(target, job), vpc, one, 'untrack')),
      waitStep(target, aws.settings.untrackSeconds),
      ...interfaces.map((one) => moveStep(ec2(target, job), vpc, one, 'isolate')),
    ],
    verify: async (target, { vpc }, _job, signal) => {
      const isolate = await findGroup(ec2(target), vpc, 'isolate', signal);
      const { interfaces } = await instanceOf(ec2(target), target.id, signal);
      const outside = interfaces.filter(({ groups }) => groups.length !== 1 || groups[0] !== isolate?.GroupId);
      const tight = isolate !== undefined && isAsMeant(isolate, 'isolate');
      const seen = `${interfaces.length - outside.length} of ${interfaces.length} interfaces isolated; the group lets ${tight ? 'nothing' : 'something'} through.`;
      if (outside.length === 0 && tight) return { holding: true, seen };
      return {
        holding: false,
        seen,
        remedy: 'Find who changed it, contain them, and try again; or cut the subnet, or stop the instance.',
      };
    },
    release: (target, { interfaces }, job) => interfaces.map((one) => restoreStep(ec2(target, job), one)),
  };
}

/** Changed groups hold "after a short period" (EC2 user guide, *Security group rules*): flows become untracked only then. */
function waitStep({ id }: ActionTarget, seconds: number): Step {
  return {
    id: 'wait',
    call: 'wait',
    on: id,
    prior: 'flows are tracked',
    wanted: `${seconds} s for them to become untracked`,
    run: async (signal) => {
      await pause(seconds * 1000, undefined, { signal });
      return { outcome: 'done', detail: `waited ${seconds} s` };
    },
    look: async () => 'not_done',
  };
}

/** A move to `untrack` has been taken where the interface is isolated already. */
function moveStep(ec2: EC2Client, vpc: string, { id, groups }: SeenInterface, to: GroupRole): Step {
  return awsStep({
    id: `${to}:${id}`,
    call: 'ModifyNetworkInterfaceAttribute',
    on: id,
    prior: to === 'untrack' ? groups.join(', ') : groupName(vpc, 'untrack'),
    wanted: groupName(vpc, to),
    make: async (signal) => setGroups(ec2, id, [await groupIdOf(ec2, vpc, to, signal)], signal),
    holds: async (signal) => {
      const now = await groupsOf(ec2, id, signal);
      const enough: readonly GroupRole[] = to === 'untrack' ? ['untrack', 'isolate'] : ['isolate'];
      for (const role of enough) {
        if (same(now, [(await findGroup(ec2, vpc, role, signal))?.GroupId ?? ''])) return true;
      }
      return false;
    },
  });
}

function restoreStep(ec2: EC2Client, { id, groups }: SeenInterface): Step {
  return awsStep({
    id: `restore:${id}`,
    call: 'ModifyNetworkInterfaceAttribute',
    on: id,
    prior: 'isolated',
    wanted: groups.join(', '),
    make: (signal) => setGroups(ec2, id, groups, signal),
    holds: async (signal) => same(await groupsOf(ec2, id, signal), groups),
  });
}

function setGroups(ec2: EC2Client, NetworkInterfaceId: string, groups: readonly string[], abortSignal: AbortSignal) {
  const input = { NetworkInterfaceId, Groups: [...groups] };
  return ec2.send(new ModifyNetworkInterfaceAttributeCommand(input), { abortSignal });
}

async function groupsOf(ec2: EC2Client, id: string, abortSignal: AbortSignal): Promise<readonly string[]> {
  const ask = new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] });
  const { NetworkInterfaces = [] } = await ec2.send(ask, { abortSignal });
  return (NetworkInterfaces[0]?.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
