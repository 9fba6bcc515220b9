import { DescribeNetworkAclsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { startHost } from './host.ts';

contract({
  action: 'cut-subnet',
  world: async (lab) => ({ kind: 'subnet', id: (await startHost(lab)).subnets[0] ?? '' }),
  read: async (lab, { id }) => {
    const { NetworkAcls = [] } = await lab.of(EC2Client).send(new DescribeNetworkAclsCommand({}));
    const force = NetworkAcls.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === id));
    const vpc = NetworkAcls.filter(({ VpcId }) => VpcId === force?.VpcId);
    return {
      acls: vpc.length,
      isDefault: force?.IsDefault,
      allows: force?.Entries?.filter(({ RuleAction }) => RuleAction === 'allow').length,
      // The other subnets of the network keep what they have.
      others: vpc.find(({ IsDefault }) => IsDefault)?.Associations?.filter(({ SubnetId }) => SubnetId !== id).length,
    };
  },
  contained: (seen) => expect(seen).toEqual({ acls: 2, isDefault: false, allows: 0, others: 1 }),
  release: 'restores',
});
