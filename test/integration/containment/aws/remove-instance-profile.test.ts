import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { makeRole, RoleName } from './roles.ts';

contract({
  action: 'remove-instance-profile',
  world: async (lab) => {
    await makeRole(lab);
    const InstanceProfileName = 'web';
    const { InstanceProfile } = await lab.of(IAMClient).send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await lab.of(IAMClient).send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    const ec2 = lab.of(EC2Client);
    const { Instances } = await ec2.send(
      new RunInstancesCommand({ ImageId: 'ami-12c6146b', MinCount: 1, MaxCount: 1 }),
    );
    const InstanceId = Instances?.[0]?.InstanceId ?? '';
    const IamInstanceProfile = { Arn: InstanceProfile?.Arn };
    await ec2.send(new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile }));
    return { kind: 'instance', id: InstanceId };
  },
  read: async (lab, { id }) => {
    const { IamInstanceProfileAssociations = [] } = await lab
      .of(EC2Client)
      .send(new DescribeIamInstanceProfileAssociationsCommand({}));
    return IamInstanceProfileAssociations.filter(({ InstanceId }) => InstanceId === id).map(({ IamInstanceProfile }) =>
      IamInstanceProfile?.Arn?.split('/').at(-1),
    );
  },
  contained: (seen) => expect(seen).toEqual([]),
  release: 'restores',
});
