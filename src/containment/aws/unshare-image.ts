/** Unshare a machine image (EC2 API reference, *ModifyImageAttribute*). Its snapshots are shared apart: unshare them too. */

import {
  DescribeImageAttributeCommand,
  EC2Client,
  type LaunchPermission,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { ContainmentAction } from '../action.ts';
import type { Aws } from './client.ts';
import { type Sharing, unsharing } from './unshare.ts';

export function unshareImage(aws: Aws): ContainmentAction {
  return unsharing({
    id: 'aws.unshare-image',
    noun: 'machine image',
    kind: 'image',
    call: 'ModifyImageAttribute',
    permissions: ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'],
    sharing: (target, job) => sharingOf(aws.of(EC2Client, target, job), target.id),
  });
}

/** Organizations and their units are named by ARN; a group is only ever `all`. */
function sharingOf(ec2: EC2Client, ImageId: string): Sharing {
  return {
    read: async (abortSignal) => {
      const ask = new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' });
      const { LaunchPermissions = [] } = await ec2.send(ask, { abortSignal });
      return LaunchPermissions.map(
        ({ Group, UserId, OrganizationArn, OrganizationalUnitArn }) =>
          Group ?? UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? '',
      ).sort();
    },
    take: (from, abortSignal) => {
      const LaunchPermission = { Remove: from.map(permission) };
      return ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission }), { abortSignal });
    },
    give: (to, abortSignal) => {
      const LaunchPermission = { Add: to.map(permission) };
      return ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission }), { abortSignal });
    },
  };
}

function permission(to: string): LaunchPermission {
  if (to === 'all') return { Group: 'all' };
  if (/:organization\//.test(to)) return { OrganizationArn: to };
  return /:ou\//.test(to) ? { OrganizationalUnitArn: to } : { UserId: to };
}
