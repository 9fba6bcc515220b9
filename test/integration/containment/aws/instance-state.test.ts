/** Hardening, stopping and terminating a host. */

import {
  DescribeInstanceAttributeCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
} from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import type { ActionTarget } from '../../../../src/containment/action.ts';
import type { Lab } from '../../../support/aws-lab.ts';
import { contract } from './contract.ts';
import { describeHost, startHost } from './host.ts';

contract({
  action: 'harden-metadata',
  world: async (lab) => {
    const { id } = await startHost(lab);
    const input = { InstanceId: id, HttpTokens: 'optional', HttpPutResponseHopLimit: 2 } as const;
    await lab.of(EC2Client).send(new ModifyInstanceMetadataOptionsCommand(input));
    return { kind: 'instance', id };
  },
  read: async (lab, { id }) => {
    const { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint } = (await describeHost(lab, id)).MetadataOptions ?? {};
    return { HttpTokens, HttpPutResponseHopLimit, HttpEndpoint };
  },
  contained: (seen) => expect(seen).toMatchObject({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 }),
  release: 'restores',
});

contract({
  action: 'stop-instance',
  world: protectedHost,
  read: readLife,
  contained: (seen) => expect(seen).toMatchObject({ state: 'stopped', stopProtected: false }),
  release: 'restores',
});

contract({
  action: 'terminate-instance',
  world: protectedHost,
  read: readLife,
  contained: (seen) => expect(seen).toMatchObject({ state: 'terminated' }),
  release: 'none',
});

async function protectedHost(lab: Lab) {
  const { id } = await startHost(lab);
  const ec2 = lab.of(EC2Client);
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value: true } }));
  await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiStop: { Value: true } }));
  return { kind: 'instance', id };
}

async function readLife(lab: Lab, { id: InstanceId }: ActionTarget) {
  const ec2 = lab.of(EC2Client);
  const { State } = await describeHost(lab, InstanceId);
  const stop = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'disableApiStop' }));
  const end = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: 'disableApiTermination' }));
  return {
    state: State?.Name,
    stopProtected: stop.DisableApiStop?.Value,
    terminationProtected: end.DisableApiTermination?.Value,
  };
}
