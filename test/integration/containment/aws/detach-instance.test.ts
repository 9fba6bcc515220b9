import {
  AttachInstancesCommand,
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingClient,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  CreateTargetGroupCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { startHost } from './host.ts';

contract({
  action: 'detach-instance',
  world: async (lab) => {
    const { id, vpc, subnets } = await startHost(lab);
    const { Instances = [] } = await lab
      .of(EC2Client)
      .send(
        new RunInstancesCommand({ ImageId: 'ami-0123456789abcdef0', MinCount: 1, MaxCount: 1, SubnetId: subnets[0] }),
      );
    const other = Instances[0]?.InstanceId ?? '';
    const scaling = lab.of(AutoScalingClient);
    const LaunchConfigurationName = 'web';
    await scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName,
        ImageId: 'ami-0123456789abcdef0',
        InstanceType: 't3.micro',
      }),
    );
    await scaling.send(
      new CreateAutoScalingGroupCommand({
        ...{ AutoScalingGroupName: 'web', LaunchConfigurationName, MinSize: 0, MaxSize: 4, DesiredCapacity: 0 },
        VPCZoneIdentifier: subnets.join(','),
      }),
    );
    await scaling.send(new AttachInstancesCommand({ AutoScalingGroupName: 'web', InstanceIds: [id, other] }));
    const elb = lab.of(ElasticLoadBalancingV2Client);
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({ Name: 'web', Protocol: 'HTTP', Port: 80, VpcId: vpc, TargetType: 'instance' }),
    );
    const Targets = [{ Id: id, Port: 8080 }, { Id: other }];
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: TargetGroups[0]?.TargetGroupArn, Targets }));
    const classic = lab.of(ElasticLoadBalancingClient);
    const Listeners = [{ Protocol: 'http', LoadBalancerPort: 80, InstancePort: 80 }];
    await classic.send(new CreateLoadBalancerCommand({ LoadBalancerName: 'old', Listeners, Subnets: [...subnets] }));
    const behind = [{ InstanceId: other }, { InstanceId: id }];
    await classic.send(new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName: 'old', Instances: behind }));
    return { kind: 'instance', id };
  },
  read: async (lab, { id }) => {
    const { AutoScalingGroups = [] } = await lab.of(AutoScalingClient).send(new DescribeAutoScalingGroupsCommand({}));
    const elb = lab.of(ElasticLoadBalancingV2Client);
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
    const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
    const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    const { LoadBalancerDescriptions = [] } = await lab
      .of(ElasticLoadBalancingClient)
      .send(new DescribeLoadBalancersCommand({}));
    const who = (one: string | undefined) => (one === id ? 'the host' : 'the other');
    return {
      scaling: AutoScalingGroups.map(({ DesiredCapacity, Instances = [] }) => [
        DesiredCapacity,
        Instances.map(({ InstanceId }) => who(InstanceId)).sort(),
      ]),
      targets: TargetHealthDescriptions.map(({ Target }) => [who(Target?.Id), Target?.Port]).sort(),
      classic: LoadBalancerDescriptions.flatMap(({ Instances = [] }) =>
        Instances.map(({ InstanceId }) => who(InstanceId)),
      ).sort(),
    };
  },
  contained: (seen) =>
    expect(seen).toEqual({ scaling: [[1, ['the other']]], targets: [['the other', 80]], classic: ['the other'] }),
  release: 'restores',
});
