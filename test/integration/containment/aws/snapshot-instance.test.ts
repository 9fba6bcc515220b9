import { DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { describeHost, startHost } from './host.ts';

contract({
  action: 'snapshot-instance',
  world: async (lab) => ({ kind: 'instance', id: (await startHost(lab)).id }),
  read: async (lab, { id }) => {
    const { BlockDeviceMappings = [] } = await describeHost(lab, id);
    const volumes = BlockDeviceMappings.map(({ Ebs }) => Ebs?.VolumeId);
    const Filters = [{ Name: 'tag:ir:incident', Values: ['incident-1'] }];
    const { Snapshots = [] } = await lab
      .of(EC2Client)
      .send(new DescribeSnapshotsCommand({ Filters, OwnerIds: ['self'] }));
    return Snapshots.map(({ VolumeId, State, Tags }) => ({
      ofTheHost: volumes.includes(VolumeId),
      State,
      job: Tags?.some(({ Key }) => Key === 'ir:job'),
    }));
  },
  contained: (seen) => expect(seen).toEqual([{ ofTheHost: true, State: 'completed', job: true }]),
  release: 'none',
});
