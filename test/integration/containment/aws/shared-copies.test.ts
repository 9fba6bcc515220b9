/** Snapshots and images that are shared with others. */

import {
  CreateImageCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeImageAttributeCommand,
  DescribeSnapshotAttributeCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  type DBSnapshotAttribute,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { startHost } from './host.ts';

const PARTNER = '444455556666';
const STRANGER = '777788889999';
const contained = (seen: unknown): void => expect(seen).toEqual([]);

contract({
  action: 'unshare-snapshot',
  world: async (lab) => {
    const ec2 = lab.of(EC2Client);
    const { VolumeId } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', Size: 8 }));
    const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
    const share = { Attribute: 'createVolumePermission', OperationType: 'add' } as const;
    const input = { SnapshotId, ...share, GroupNames: ['all'], UserIds: [PARTNER] };
    await ec2.send(new ModifySnapshotAttributeCommand(input));
    return { kind: 'snapshot', id: SnapshotId };
  },
  read: async (lab, { id: SnapshotId }) => {
    const ask = new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' });
    const { CreateVolumePermissions = [] } = await lab.of(EC2Client).send(ask);
    return CreateVolumePermissions.map(({ Group, UserId }) => Group ?? UserId).sort();
  },
  contained,
  release: 'restores',
});

contract({
  action: 'unshare-image',
  world: async (lab) => {
    const ec2 = lab.of(EC2Client);
    const { id: InstanceId } = await startHost(lab);
    const { ImageId = '' } = await ec2.send(new CreateImageCommand({ InstanceId, Name: 'golden' }));
    const LaunchPermission = { Add: [{ UserId: PARTNER }, { UserId: STRANGER }] };
    await ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission }));
    return { kind: 'image', id: ImageId };
  },
  read: async (lab, { id: ImageId }) => {
    const ask = new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' });
    const { LaunchPermissions = [] } = await lab.of(EC2Client).send(ask);
    return LaunchPermissions.map(({ Group, UserId }) => Group ?? UserId).sort();
  },
  contained,
  release: 'restores',
});

const SHARE = { AttributeName: 'restore', ValuesToAdd: ['all', PARTNER] };
const CREDENTIALS = { MasterUsername: 'owner', MasterUserPassword: 'Correct-Horse-1' };

contract({
  action: 'unshare-db-snapshot',
  when: 'it is of an instance',
  world: async (lab) => {
    const rds = lab.of(RDSClient);
    const DBInstanceIdentifier = 'orders';
    const size = { Engine: 'postgres', DBInstanceClass: 'db.t3.micro', AllocatedStorage: 20 };
    await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier, ...size, ...CREDENTIALS }));
    const DBSnapshotIdentifier = 'orders-copy';
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier }));
    await rds.send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier, ...SHARE }));
    return { kind: 'db-snapshot', id: DBSnapshotIdentifier };
  },
  read: async (lab, { id: DBSnapshotIdentifier }) => {
    const answer = await lab.of(RDSClient).send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier }));
    return sharesIn(answer.DBSnapshotAttributesResult?.DBSnapshotAttributes);
  },
  contained,
  release: 'restores',
});

contract({
  action: 'unshare-db-snapshot',
  when: 'it is of a cluster',
  world: async (lab) => {
    const rds = lab.of(RDSClient);
    const DBClusterIdentifier = 'orders';
    await rds.send(new CreateDBClusterCommand({ DBClusterIdentifier, Engine: 'aurora-postgresql', ...CREDENTIALS }));
    const DBClusterSnapshotIdentifier = 'orders-copy';
    await rds.send(new CreateDBClusterSnapshotCommand({ DBClusterIdentifier, DBClusterSnapshotIdentifier }));
    await rds.send(new ModifyDBClusterSnapshotAttributeCommand({ DBClusterSnapshotIdentifier, ...SHARE }));
    return { kind: 'db-snapshot', id: DBClusterSnapshotIdentifier };
  },
  read: async (lab, { id: DBClusterSnapshotIdentifier }) => {
    const ask = new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier });
    const answer = await lab.of(RDSClient).send(ask);
    return sharesIn(answer.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes);
  },
  contained,
  release: 'restores',
});

function sharesIn(attributes: readonly DBSnapshotAttribute[] = []): readonly string[] {
  return [...(attributes.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? [])].sort();
}
