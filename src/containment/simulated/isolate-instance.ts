/**
 * Isolate an instance in two steps per interface: first an all-traffic group, which makes established flows untracked,
 * then a group without rules, which cuts them. One step alone leaves tracked flows alive for up to five days (EC2 user
 * guide, *Security group connection tracking*). Every interface is treated: a host with two is not isolated by one.
 */

import { z } from 'zod';
import type { ActionJob, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { SimulatedClient } from './client.ts';
import { instanceOf } from './instance-of.ts';
import { changeStep, read } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly vpc: string;
  readonly interfaces: readonly { readonly id: string; readonly groups: readonly string[] }[];
  readonly tags: Readonly<Record<string, string>>;
}

const Groups = z.object({ SecurityGroups: z.array(z.object({ GroupId: z.string(), GroupName: z.string() })) });
const Flows = z.object({
  Flows: z.array(
    z.object({ NetworkInterfaceId: z.string(), Remote: z.string(), Open: z.boolean(), Bytes: z.number() }),
  ),
});

export function isolateInstance(client: SimulatedClient): ContainmentAction<Prior> {
  const groupId = async (name: string, vpc: string, signal: AbortSignal): Promise<string | undefined> =>
    (await read(client, 'DescribeSecurityGroups', { Name: name, VpcId: vpc }, Groups, signal)).SecurityGroups[0]
      ?.GroupId;
  const openFlows = async (InstanceId: string, signal: AbortSignal) =>
    (await read(client, 'DescribeFlows', { InstanceId }, Flows, signal)).Flows.filter(({ Open }) => Open);

  return {
    id: 'simulated.isolate-instance',
    title: 'Isolate instance',
    provider: 'simulated',
    targetKind: 'instance',
    target: targetOf('simulated', 'instance'),
    effect: 'reversible',
    tier: 2,
    evidence: [
      { kind: 'disk-snapshot', state: 'fixed' },
      { kind: 'instance-description', state: 'complete' },
    ],
    permissions: [
      'ec2:DescribeInstances',
      'ec2:DescribeSecurityGroups',
      'ec2:CreateSecurityGroup',
      'ec2:ModifyNetworkInterfaceAttribute',
      'ec2:CreateTags',
    ],
    attack: ['T1071', 'T1041', 'T1021.007'],
    d3fend: ['D3-NI', 'D3-ITF', 'D3-OTF'],
    undo: 'Each interface gets back the groups it had.',
    settleSeconds: 2,
    recheckSeconds: 60,
    capture: async ({ id }, signal) => {
      const { vpc, interfaces, tags } = await instanceOf(client, id, signal);
      return { vpc, interfaces, tags };
    },
    blast: async ({ id }, { interfaces }, signal) => {
      const flows = await openFlows(id, signal);
      return {
        estimate: { seconds: 10, cost: 'nothing' },
        radius: [
          `${flows.length} open flows over ${interfaces.length} interfaces are cut`,
          'nothing reaches the host, Systems Manager included',
        ],
        warnings: [
          'The resolver and the instance metadata service are not filtered by security groups: remove the instance profile as well.',
        ],
      };
    },
    execute: (_target, { vpc, interfaces }, job) => [
      groupStep(vpc, 'untrack', 'open', job),
      groupStep(vpc, 'isolate', 'none', job),
      ...interfaces.flatMap(({ id, groups }) => [
        moveStep(id, vpc, 'untrack', groups.join(', '), [nameOf(vpc, 'untrack'), nameOf(vpc, 'isolate')]),
        moveStep(id, vpc, 'isolate', nameOf(vpc, 'untrack'), [nameOf(vpc, 'isolate')]),
      ]),
    ],
    verify: async ({ id }, { vpc }, _job, signal) => {
      const isolate = await groupId(nameOf(vpc, 'isolate'), vpc, signal);
      const { interfaces } = await instanceOf(client, id, signal);
      const outside = interfaces.filter(({ groups }) => groups.length !== 1 || groups[0] !== isolate);
      const flows = await openFlows(id, signal);
      const holding = outside.length === 0 && flows.length === 0;
      const seen = `${interfaces.length - outside.length} of ${interfaces.length} interfaces isolated, ${flows.length} flows open.`;
      if (holding) return { holding, seen };
      const through = flows[0] ? ` Traffic with ${flows[0].Remote}.` : '';
      return {
        holding,
        seen: `${seen}${through}`,
        remedy: 'Cut it at the subnet by a network ACL, or stop the instance.',
      };
    },
    release: (_target, { interfaces }) =>
      interfaces.map(({ id, groups }) =>
        changeStep(client, {
          id: `restore:${id}`,
          call: 'ModifyNetworkInterfaceAttribute',
          on: id,
          prior: 'isolated',
          wanted: groups.join(', '),
          input: { NetworkInterfaceId: id, Groups: groups },
          holds: async (signal) => same(await groupsOf(id, signal), groups),
        }),
      ),
  };

  async function groupsOf(interfaceId: string, signal: AbortSignal): Promise<readonly string[]> {
    const schema = z.object({
      NetworkInterfaces: z.array(
        z.object({ NetworkInterfaceId: z.string(), Groups: z.array(z.object({ GroupId: z.string() })) }),
      ),
    });
    const { NetworkInterfaces } = await read(client, 'DescribeNetworkInterfaces', {}, schema, signal);
    return (
      NetworkInterfaces.find((one) => one.NetworkInterfaceId === interfaceId)?.Groups.map(({ GroupId }) => GroupId) ??
      []
    );
  }

  function groupStep(vpc: string, role: 'untrack' | 'isolate', allows: 'open' | 'none', job: ActionJob): Step {
    const name = nameOf(vpc, role);
    return changeStep(client, {
      id: `group:${role}`,
      call: 'CreateSecurityGroup',
      on: name,
      prior: 'as it is',
      wanted: allows === 'open' ? 'a group that allows all traffic' : 'a group without rules',
      input: {
        GroupName: name,
        VpcId: vpc,
        Allows: allows,
        Tags: [
          { Key: 'ir:incident', Value: job.incidentId },
          { Key: 'ir:job', Value: job.jobKey },
        ],
      },
      holds: async (signal) => (await groupId(name, vpc, signal)) !== undefined,
    });
  }

  /** `enough` are the groups by name of which any one means that this step has been taken. */
  function moveStep(
    interfaceId: string,
    vpc: string,
    to: 'untrack' | 'isolate',
    from: string,
    enough: readonly string[],
  ): Step {
    return changeStep(client, {
      id: `${to}:${interfaceId}`,
      call: 'ModifyNetworkInterfaceAttribute',
      on: interfaceId,
      prior: from,
      wanted: nameOf(vpc, to),
      input: async (signal) => ({
        NetworkInterfaceId: interfaceId,
        Groups: [(await groupId(nameOf(vpc, to), vpc, signal)) ?? ''],
      }),
      holds: async (signal) => {
        const now = await groupsOf(interfaceId, signal);
        for (const name of enough) if (same(now, [(await groupId(name, vpc, signal)) ?? 'none'])) return true;
        return false;
      },
    });
  }
}

/** Groups are found by name, one pair per network: making them twice is refused by the provider. */
function nameOf(vpc: string, role: 'untrack' | 'isolate'): string {
  return `ir-${role}-${vpc}`;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
