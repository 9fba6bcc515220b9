/**
 * Cut a subnet: its network ACL is swapped for one without entries, which denies everything in both directions and both
 * families, open connections included, because ACLs keep no state (VPC user guide, *Network ACLs*). The only cut that
 * reaches flows through NAT gateways and load balancers; it reaches every host of the subnet too.
 * Traps: the association's id changes with every swap, so it is looked up and never kept; traffic within the subnet and to
 * the resolver, DHCP and the metadata service is not filtered by ACLs.
 */

import {
  CreateNetworkAclCommand,
  DeleteNetworkAclCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
  type NetworkAcl,
  ReplaceNetworkAclAssociationCommand,
} from '@aws-sdk/client-ec2';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { awsStep, tagsOf } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly vpc: string;
  readonly acl: string;
}

export function cutSubnet(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);

  return {
    id: 'aws.cut-subnet',
    title: 'Cut subnet',
    provider: 'aws',
    targetKind: 'subnet',
    target: targetOf('aws', 'subnet'),
    effect: 'reversible',
    tier: 3,
    evidence: [],
    permissions: [
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeNetworkInterfaces',
      'ec2:CreateNetworkAcl',
      'ec2:DeleteNetworkAcl',
      'ec2:ReplaceNetworkAclAssociation',
      'ec2:CreateTags',
    ],
    attack: ['T1071', 'T1041', 'T1021'],
    d3fend: ['D3-NI', 'D3-NTF'],
    undo: 'The subnet gets back the network ACL it had, and the one that cut it is deleted.',
    settleSeconds: 30,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const acl = await aclOf(ec2(target), target, signal);
      return { vpc: acl.VpcId ?? '', acl: acl.NetworkAclId ?? '' };
    },
    blast: async (target, { acl }, signal) => {
      const interfaces = await interfacesIn(ec2(target), target, signal);
      const instances = new Set(interfaces.flatMap(({ Attachment }) => Attachment?.InstanceId ?? []));
      const managed = interfaces.filter(({ RequesterManaged }) => RequesterManaged).length;
      return {
        estimate: { seconds: 5, cost: 'nothing at AWS' },
        radius: [
          `all ${interfaces.length} interfaces of the subnet, of ${instances.size} instances, are cut from everything outside it`,
          `${managed} of them belong to AWS services: load balancers, endpoints, databases or functions`,
          `network ACL ${acl} is set aside, not changed`,
        ],
        warnings: ['Hosts within the subnet still reach each other.'],
      };
    },
    execute: (target, { vpc, acl }, job) => [
      createStep(ec2(target, job), target, vpc, job),
      swapStep(ec2(target, job), target, {
        id: 'cut',
        from: acl,
        to: 'one that denies everything',
        find: async (signal) => (await cutting(ec2(target, job), target, signal))?.NetworkAclId,
      }),
    ],
    verify: async (target, _prior, _job, signal) => {
      const now = await aclOf(ec2(target), target, signal);
      const isCut = tagsOf(now.Tags)[SUBNET_TAG] === target.id;
      const holes = (now.Entries ?? []).filter(({ RuleAction }) => RuleAction === 'allow').length;
      const holding = isCut && holes === 0;
      const seen = `The subnet's network ACL is ${now.NetworkAclId}; it allows ${holes} kinds of traffic.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who changed it, contain them, and try again.' }) };
    },
    release: (target, { acl }, job) => [
      swapStep(ec2(target, job), target, {
        id: 'restore',
        from: 'one that denies everything',
        to: acl,
        find: async () => acl,
      }),
      deleteStep(ec2(target, job), target),
    ],
  };
}

/** By which the ACL that cuts a subnet is found again: they have no names. */
const SUBNET_TAG = 'ir:subnet';

function createStep(ec2: EC2Client, target: ActionTarget, VpcId: string, job: ActionJob): Step {
  return awsStep({
    id: 'create-acl',
    call: 'CreateNetworkAcl',
    on: VpcId,
    prior: 'none of ours for this subnet',
    wanted: 'a network ACL that denies everything',
    make: (abortSignal) =>
      ec2.send(
        new CreateNetworkAclCommand({
          VpcId,
          ClientToken: job.jobKey,
          TagSpecifications: [
            {
              ResourceType: 'network-acl',
              Tags: [
                { Key: SUBNET_TAG, Value: target.id },
                { Key: 'ir:incident', Value: job.incidentId },
                { Key: 'ir:job', Value: job.jobKey },
              ],
            },
          ],
        }),
        { abortSignal },
      ),
    holds: async (signal) => (await cutting(ec2, target, signal)) !== undefined,
  });
}

interface Swap {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly find: (signal: AbortSignal) => Promise<string | undefined>;
}

function swapStep(ec2: EC2Client, target: ActionTarget, { id, from, to, find }: Swap): Step {
  return awsStep({
    id,
    call: 'ReplaceNetworkAclAssociation',
    on: target.id,
    prior: from,
    wanted: to,
    make: async (signal) => {
      const now = await aclOf(ec2, target, signal);
      const AssociationId = now.Associations?.find((one) => one.SubnetId === target.id)?.NetworkAclAssociationId;
      const NetworkAclId = await find(signal);
      return ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }), {
        abortSignal: signal,
      });
    },
    holds: async (signal) => (await aclOf(ec2, target, signal)).NetworkAclId === (await find(signal)),
  });
}

function deleteStep(ec2: EC2Client, target: ActionTarget): Step {
  return awsStep({
    id: 'delete-acl',
    call: 'DeleteNetworkAcl',
    on: target.id,
    prior: 'ours, without a subnet',
    wanted: 'none of ours for this subnet',
    make: async (signal) => {
      const NetworkAclId = (await cutting(ec2, target, signal))?.NetworkAclId;
      return ec2.send(new DeleteNetworkAclCommand({ NetworkAclId }), { abortSignal: signal });
    },
    holds: async (signal) => (await cutting(ec2, target, signal)) === undefined,
  });
}

/** The ACL of ours that cuts the subnet, whether it is in force or not. */
async function cutting(
  ec2: EC2Client,
  { id }: ActionTarget,
  abortSignal: AbortSignal,
): Promise<NetworkAcl | undefined> {
  const Filters = [{ Name: `tag:${SUBNET_TAG}`, Values: [id] }];
  const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }), { abortSignal });
  return NetworkAcls[0];
}

/** The ACL in force. Throws `not_found` for a subnet that does not exist: every one has an ACL. */
async function aclOf(ec2: EC2Client, { id }: ActionTarget, abortSignal: AbortSignal): Promise<NetworkAcl> {
  const Filters = [{ Name: 'association.subnet-id', Values: [id] }];
  const { NetworkAcls = [] } = await ec2.send(new DescribeNetworkAclsCommand({ Filters }), { abortSignal });
  if (NetworkAcls[0]) return NetworkAcls[0];
  throw new CordonError('not_found', `Subnet ${id} does not exist.`, { remedy: 'Check account and region.' });
}

async function interfacesIn(ec2: EC2Client, { id }: ActionTarget, abortSignal: AbortSignal) {
  const Filters = [{ Name: 'subnet-id', Values: [id] }];
  const { NetworkInterfaces = [] } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }), { abortSignal });
  return NetworkInterfaces;
}
