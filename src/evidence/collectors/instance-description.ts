/** Everything that describes a machine and vanishes when it stops: addresses, interfaces, groups, profile, volumes. */

import type { EvidenceCollector } from './collector.ts';
import { list, member } from './json-content.ts';
import { type Reading, snapshotOf } from './snapshot-of.ts';

export const instanceDescription: EvidenceCollector = {
  kind: 'instance-description',
  title: 'Description of the instance',
  subjects: ['instance'],
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceAttribute',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeVolumes',
    'ec2:DescribeAddresses',
    'ec2:DescribeIamInstanceProfileAssociations',
  ],
  collect(subject, context, signal) {
    const { id, provider } = subject;
    const filter = (name: string) => ({ Filters: [{ Name: name, Values: [id] }] });
    const onAws: readonly Reading[] =
      provider === 'aws'
        ? [
            { call: 'DescribeAddresses', input: filter('instance-id') },
            { call: 'DescribeInstanceAttribute', input: { InstanceId: id, Attribute: 'userData' } },
          ]
        : [];
    const readings = [
      { call: 'DescribeInstances', input: { InstanceIds: [id] } },
      {
        ...{ call: 'DescribeNetworkInterfaces', input: filter('attachment.instance-id') },
        ...(provider === 'aws' ? { follow: groupsOf } : {}),
      },
      { call: 'DescribeVolumes', input: filter('attachment.instance-id') },
      { call: 'DescribeIamInstanceProfileAssociations', input: filter('instance-id') },
      ...onAws,
    ];
    return snapshotOf('instance-description', subject, readings, context, signal);
  },
};

/** The rules of every group of every interface, before anybody changes them. */
function groupsOf(result: unknown): readonly Reading[] {
  const groups = list(result, 'NetworkInterfaces').flatMap((one) =>
    list(one, 'Groups').map((group) => member(group, 'GroupId')),
  );
  const GroupIds = [...new Set(groups)];
  return GroupIds.length === 0 ? [] : [{ call: 'DescribeSecurityGroups', input: { GroupIds } }];
}
