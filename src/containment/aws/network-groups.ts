/**
 * The two security groups of every network that isolating needs, found by name or made, and compared: `ir-untrack-<vpc>`
 * lets everything through, `ir-isolate-<vpc>` nothing. Names are unique within a network, so that two can never be made
 * (EC2 API reference, *CreateSecurityGroup*); a found one whose rules were changed is put right before it is used.
 */

import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, Step } from '../action.ts';
import { awsStep } from './steps.ts';

export type GroupRole = 'untrack' | 'isolate';

/** All traffic of both families: one rule with both would make untracked only what both directions allow. */
const EVERYTHING: IpPermission = {
  IpProtocol: '-1',
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  Ipv6Ranges: [{ CidrIpv6: '::/0' }],
};

export function groupName(vpc: string, role: GroupRole): string {
  return `ir-${role}-${vpc}`;
}

/** Steps after which the group is there with exactly the rules it must have. */
export function groupSteps(ec2: EC2Client, vpc: string, role: GroupRole, job: ActionJob): readonly Step[] {
  return [
    createStep(ec2, vpc, role, job),
    rulesStep(ec2, vpc, role, 'outgoing'),
    rulesStep(ec2, vpc, role, 'incoming'),
  ];
}

export async function findGroup(
  ec2: EC2Client,
  vpc: string,
  role: GroupRole,
  abortSignal: AbortSignal,
): Promise<SecurityGroup | undefined> {
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [vpc] },
        { Name: 'group-name', Values: [groupName(vpc, role)] },
      ],
    }),
    { abortSignal },
  );
  return SecurityGroups[0];
}

/** Throws `conflict` when it is gone: somebody removed it since. */
export async function groupIdOf(ec2: EC2Client, vpc: string, role: GroupRole, signal: AbortSignal): Promise<string> {
  const id = (await findGroup(ec2, vpc, role, signal))?.GroupId;
  if (id) return id;
  throw new CordonError('conflict', `Security group ${groupName(vpc, role)} is gone.`, {
    remedy: 'Plan the action again: the group is made anew.',
  });
}

/** Whether the group lets through exactly what its role says, in both directions and families. */
export function isAsMeant(group: SecurityGroup, role: GroupRole): boolean {
  return rulesFit(group.IpPermissions, role) && rulesFit(group.IpPermissionsEgress, role);
}

function createStep(ec2: EC2Client, vpc: string, role: GroupRole, job: ActionJob): Step {
  const name = groupName(vpc, role);
  return awsStep({
    id: `group:${role}`,
    call: 'CreateSecurityGroup',
    on: name,
    prior: 'as it is',
    wanted: 'it is there',
    make: (abortSignal) =>
      ec2.send(
        new CreateSecurityGroupCommand({
          GroupName: name,
          VpcId: vpc,
          Description: 'Incident response: do not change or use',
          TagSpecifications: [
            {
              ResourceType: 'security-group',
              Tags: [
                { Key: 'ir:incident', Value: job.incidentId },
                { Key: 'ir:job', Value: job.jobKey },
              ],
            },
          ],
        }),
        { abortSignal },
      ),
    holds: async (signal) => (await findGroup(ec2, vpc, role, signal)) !== undefined,
  });
}

type Direction = 'outgoing' | 'incoming';

/** A new group lets everything out, of IPv6 too where the network has it (VPC user guide, *Default security groups*). */
function rulesStep(ec2: EC2Client, vpc: string, role: GroupRole, direction: Direction): Step {
  const side = direction === 'outgoing' ? 'Egress' : 'Ingress';
  const rulesOf = (group: SecurityGroup | undefined) =>
    (direction === 'outgoing' ? group?.IpPermissionsEgress : group?.IpPermissions) ?? [];
  return awsStep({
    id: `${direction}:${role}`,
    call: `${role === 'untrack' ? 'Authorize' : 'Revoke'}SecurityGroup${side}`,
    on: groupName(vpc, role),
    prior: 'as it is',
    wanted: role === 'untrack' ? `all ${direction} traffic, IPv4 and IPv6` : `no ${direction} traffic, IPv4 and IPv6`,
    make: async (signal) => {
      const group = await findGroup(ec2, vpc, role, signal);
      return role === 'untrack'
        ? allow(ec2, group, direction, missing(rulesOf(group)), signal)
        : revoke(ec2, group, direction, rulesOf(group), signal);
    },
    holds: async (signal) => {
      const group = await findGroup(ec2, vpc, role, signal);
      return group !== undefined && rulesFit(rulesOf(group), role);
    },
  });
}

function allow(
  ec2: EC2Client,
  group: SecurityGroup | undefined,
  direction: Direction,
  IpPermissions: IpPermission[],
  abortSignal: AbortSignal,
) {
  const input = { GroupId: group?.GroupId, IpPermissions };
  return direction === 'outgoing'
    ? ec2.send(new AuthorizeSecurityGroupEgressCommand(input), { abortSignal })
    : ec2.send(new AuthorizeSecurityGroupIngressCommand(input), { abortSignal });
}

function revoke(
  ec2: EC2Client,
  group: SecurityGroup | undefined,
  direction: Direction,
  rules: readonly IpPermission[],
  abortSignal: AbortSignal,
) {
  const input = { GroupId: group?.GroupId, IpPermissions: [...rules] };
  return direction === 'outgoing'
    ? ec2.send(new RevokeSecurityGroupEgressCommand(input), { abortSignal })
    : ec2.send(new RevokeSecurityGroupIngressCommand(input), { abortSignal });
}

function rulesFit(rules: readonly IpPermission[] | undefined, role: GroupRole): boolean {
  return role === 'untrack' ? missing(rules ?? []).length === 0 : (rules ?? []).length === 0;
}

/** The families of all traffic that the rules do not let through yet: one that stands is refused as a duplicate. */
function missing(rules: readonly IpPermission[]): IpPermission[] {
  const all = rules.filter(({ IpProtocol }) => IpProtocol === '-1');
  const v4 = all.some(({ IpRanges = [] }) => IpRanges.some(({ CidrIp }) => CidrIp === '0.0.0.0/0'));
  const v6 = all.some(({ Ipv6Ranges = [] }) => Ipv6Ranges.some(({ CidrIpv6 }) => CidrIpv6 === '::/0'));
  const { IpProtocol, IpRanges, Ipv6Ranges } = EVERYTHING;
  if (v4 && v6) return [];
  return [{ IpProtocol, ...(v4 ? {} : { IpRanges }), ...(v6 ? {} : { Ipv6Ranges }) }];
}
