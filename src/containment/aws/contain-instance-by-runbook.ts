/**
 * Contain an instance by `AWSSupport-ContainEC2Instance`: groups by way of an open one to one without rules, Auto Scaling
 * standby. A second way beside `isolate-instance`, maintained by AWS.
 * Trap: AWS says of it that tracked connections may go on (AWS Security Incident Response user guide, *Supported containment
 * actions*): look at flow logs, or cut the subnet.
 */

import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { ContainmentAction } from '../action.ts';
import type { Aws } from './client.ts';
import { livingInstance } from './instance-of.ts';
import { byRunbook } from './runbook.ts';

export function containInstanceByRunbook(aws: Aws): ContainmentAction {
  return byRunbook(aws, {
    id: 'aws.contain-instance-by-runbook',
    title: "Contain instance by AWS's runbook",
    targetKind: 'instance',
    document: 'AWSSupport-ContainEC2Instance',
    release: 'Release',
    evidence: [
      { kind: 'disk-snapshot', state: 'fixed' },
      { kind: 'instance-description', state: 'complete' },
    ],
    permissions: ['ec2:DescribeInstances', 'ec2:DescribeSecurityGroups'],
    attack: ['T1071', 'T1041', 'T1021.007'],
    d3fend: ['D3-NI', 'D3-ITF', 'D3-OTF'],
    parameters: ({ id }) => ({ InstanceId: [id] }),
    look: async (target, abortSignal) => {
      const ec2 = aws.of(EC2Client, target);
      const { interfaces } = await livingInstance(ec2, target.id, abortSignal);
      const GroupIds = [...new Set(interfaces.flatMap(({ groups }) => groups))];
      const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }), { abortSignal });
      const rules = SecurityGroups.flatMap(({ IpPermissions = [], IpPermissionsEgress = [] }) => [
        ...IpPermissions,
        ...IpPermissionsEgress,
      ]);
      return { state: JSON.stringify(interfaces), contained: rules.length === 0 };
    },
    radius: 'nothing new reaches the host or leaves it, Systems Manager included',
  }) as unknown as ContainmentAction;
}
