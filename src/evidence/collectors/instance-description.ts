/** Everything that describes a machine and vanishes when it stops: addresses, interfaces, groups, profile, volumes. */

import type { EvidenceCollector } from './collector.ts';
import { snapshotOf } from './snapshot-of.ts';

export const instanceDescription: EvidenceCollector = {
  kind: 'instance-description',
  title: 'Description of the instance',
  subjects: ['instance'],
  permissions: [
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeVolumes',
    'ec2:DescribeIamInstanceProfileAssociations',
  ],
  collect(subject, context, signal) {
    const filter = (name: string) => ({ Filters: [{ Name: name, Values: [subject.id] }] });
    const readings = [
      { call: 'DescribeInstances', input: { InstanceIds: [subject.id] } },
      { call: 'DescribeNetworkInterfaces', input: filter('attachment.instance-id') },
      { call: 'DescribeVolumes', input: filter('attachment.instance-id') },
      { call: 'DescribeIamInstanceProfileAssociations', input: filter('instance-id') },
    ];
    return snapshotOf('instance-description', subject, readings, context, signal);
  },
};
