/** Hosts for tests of actions on instances: two interfaces in two subnets, groups of their own, disks. */

import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  EC2Client,
  type Instance,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Lab } from '../../../support/aws-lab.ts';

export interface Host {
  readonly id: string;
  readonly vpc: string;
  readonly subnets: readonly string[];
}

/** The first interface has two groups, the second one; moto takes any image id. */
export async function startHost(lab: Lab): Promise<Host> {
  const ec2 = lab.of(EC2Client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.42.0.0/16' }));
  const vpc = Vpc?.VpcId ?? '';
  const subnets: string[] = [];
  for (const CidrBlock of ['10.42.1.0/24', '10.42.2.0/24']) {
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpc, CidrBlock }));
    subnets.push(Subnet?.SubnetId ?? '');
  }
  const groups: string[] = [];
  for (const GroupName of ['web', 'database', 'monitoring']) {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName, Description: GroupName, VpcId: vpc }),
    );
    groups.push(GroupId ?? '');
  }
  const second = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnets[1], Groups: groups.slice(2) }));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-0123456789abcdef0',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [
        { DeviceIndex: 0, SubnetId: subnets[0], Groups: groups.slice(0, 2) },
        { DeviceIndex: 1, NetworkInterfaceId: second.NetworkInterface?.NetworkInterfaceId },
      ],
    }),
  );
  return { id: Instances[0]?.InstanceId ?? '', vpc, subnets };
}

export async function describeHost(lab: Lab, id: string): Promise<Instance> {
  const { Reservations = [] } = await lab.of(EC2Client).send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  const found = Reservations.flatMap(({ Instances = [] }) => Instances)[0];
  if (!found) throw new Error(`there is no instance ${id}`);
  return found;
}
