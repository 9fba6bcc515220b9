import { DescribeSecurityGroupsCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { describeHost, startHost } from './host.ts';

const EVERYTHING = { protocol: '-1', from: ['0.0.0.0/0', '::/0'] };

contract({
  action: 'isolate-instance',
  lab: { settings: { untrackSeconds: 0 } },
  world: async (lab) => ({ kind: 'instance', id: (await startHost(lab)).id }),
  read: async (lab, { id }) => {
    const { VpcId = '', NetworkInterfaces = [] } = await describeHost(lab, id);
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    const { SecurityGroups = [] } = await lab.of(EC2Client).send(new DescribeSecurityGroupsCommand({ Filters }));
    const ours = SecurityGroups.filter(({ GroupName }) => GroupName?.startsWith('ir-')).map((group) => ({
      name: group.GroupName?.replace(VpcId, 'VPC'),
      in: group.IpPermissions?.map(rule),
      out: group.IpPermissionsEgress?.map(rule),
      tags: Object.fromEntries((group.Tags ?? []).map(({ Key = '', Value }) => [Key, Value])),
    }));
    return {
      // In the order of attachment: interface ids differ between two worlds.
      interfaces: [...NetworkInterfaces]
        .sort((a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0))
        .map(({ Groups = [] }) => Groups.map(({ GroupName }) => GroupName?.replace(VpcId, 'VPC')).sort()),
      ours,
    };
  },
  contained: (seen) => {
    const tags = { 'ir:incident': 'incident-1', 'ir:job': expect.any(String) };
    expect(seen).toEqual({
      interfaces: [['ir-isolate-VPC'], ['ir-isolate-VPC']],
      ours: expect.arrayContaining([
        { name: 'ir-untrack-VPC', in: [EVERYTHING], out: [EVERYTHING], tags },
        { name: 'ir-isolate-VPC', in: [], out: [], tags },
      ]),
    });
  },
  release: 'restores',
  // The two groups stay in the network for the next time.
  restored: (seen, before) =>
    expect(seen).toMatchObject({ interfaces: (before as { interfaces: unknown }).interfaces }),
});

function rule({ IpProtocol, IpRanges = [], Ipv6Ranges = [] }: IpPermission) {
  const from = [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)];
  return { protocol: IpProtocol, from };
}
