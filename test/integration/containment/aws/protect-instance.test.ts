import { DescribeInstanceAttributeCommand, EC2Client, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { describeHost, startHost } from './host.ts';

contract({
  action: 'protect-instance',
  world: async (lab) => {
    const { id } = await startHost(lab);
    const InstanceInitiatedShutdownBehavior = { Value: 'terminate' };
    await lab
      .of(EC2Client)
      .send(new ModifyInstanceAttributeCommand({ InstanceId: id, InstanceInitiatedShutdownBehavior }));
    return { kind: 'instance', id };
  },
  read: async (lab, { id: InstanceId }) => {
    const ec2 = lab.of(EC2Client);
    const attribute = (Attribute: 'disableApiTermination' | 'disableApiStop' | 'instanceInitiatedShutdownBehavior') =>
      ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }));
    const { BlockDeviceMappings = [], Tags = [] } = await describeHost(lab, InstanceId);
    return {
      termination: (await attribute('disableApiTermination')).DisableApiTermination?.Value ?? false,
      stop: (await attribute('disableApiStop')).DisableApiStop?.Value ?? false,
      shutdown: (await attribute('instanceInitiatedShutdownBehavior')).InstanceInitiatedShutdownBehavior?.Value,
      volumes: BlockDeviceMappings.map(({ DeviceName, Ebs }) => [DeviceName, Ebs?.DeleteOnTermination]),
      tags: Object.fromEntries(Tags.map(({ Key = '', Value }) => [Key, Value])),
    };
  },
  contained: (seen) => {
    expect(seen).toEqual({
      termination: true,
      stop: true,
      shutdown: 'stop',
      volumes: [['/dev/sda1', false]],
      tags: { 'ir:incident': 'incident-1', 'ir:job': expect.any(String) },
    });
  },
  release: 'restores',
});
