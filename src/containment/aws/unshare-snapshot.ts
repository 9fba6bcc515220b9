/** Unshare an EBS snapshot (EC2 API reference, *ModifySnapshotAttribute*; EBS user guide, *Share a snapshot*). */

import { DescribeSnapshotAttributeCommand, EC2Client, ModifySnapshotAttributeCommand } from '@aws-sdk/client-ec2';
import type { ContainmentAction } from '../action.ts';
import type { Aws } from './client.ts';
import { type Sharing, unsharing } from './unshare.ts';

export function unshareSnapshot(aws: Aws): ContainmentAction {
  return unsharing({
    id: 'aws.unshare-snapshot',
    noun: 'disk snapshot',
    kind: 'snapshot',
    call: 'ModifySnapshotAttribute',
    permissions: ['ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'],
    sharing: (target, job) => sharingOf(aws.of(EC2Client, target, job), target.id),
  });
}

function sharingOf(ec2: EC2Client, SnapshotId: string): Sharing {
  const about = { SnapshotId, Attribute: 'createVolumePermission' } as const;
  return {
    read: async (abortSignal) => {
      const found = await ec2.send(new DescribeSnapshotAttributeCommand(about), { abortSignal });
      return (found.CreateVolumePermissions ?? []).map(({ Group, UserId }) => Group ?? UserId ?? '').sort();
    },
    take: (from, abortSignal) =>
      ec2.send(new ModifySnapshotAttributeCommand({ ...about, OperationType: 'remove', ...those(from) }), {
        abortSignal,
      }),
    give: (to, abortSignal) =>
      ec2.send(new ModifySnapshotAttributeCommand({ ...about, OperationType: 'add', ...those(to) }), { abortSignal }),
  };
}

/** A group is only ever `all`; AWS takes no empty list. */
function those(shared: readonly string[]): { GroupNames?: string[]; UserIds?: string[] } {
  const accounts = shared.filter((one) => one !== 'all');
  return {
    ...(accounts.length < shared.length ? { GroupNames: ['all'] } : {}),
    ...(accounts.length > 0 ? { UserIds: accounts } : {}),
  };
}
