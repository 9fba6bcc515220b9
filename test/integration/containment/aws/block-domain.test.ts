import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetHostedZoneCommand, ListHostedZonesByVPCCommand, Route53Client } from '@aws-sdk/client-route-53';
import { expect } from 'vitest';
import type { Lab } from '../../../support/aws-lab.ts';
import { contract } from './contract.ts';

const DOMAIN = 'c2.example.net';

contract({
  action: 'block-domain',
  world: async (lab) => {
    for (const CidrBlock of ['10.42.0.0/16', '10.43.0.0/16']) {
      await lab.of(EC2Client).send(new CreateVpcCommand({ CidrBlock }));
    }
    return { kind: 'domain', id: DOMAIN };
  },
  read: async (lab) => {
    const { Vpcs = [] } = await lab.of(EC2Client).send(new DescribeVpcsCommand({}));
    const answered = await Promise.all(Vpcs.map(({ VpcId = '' }) => zonesOf(lab, VpcId)));
    return answered.sort();
  },
  // The network that every region has, and two more.
  contained: (seen) =>
    expect(seen).toEqual([[`${DOMAIN}., 2 records`], [`${DOMAIN}., 2 records`], [`${DOMAIN}., 2 records`]]),
  release: 'restores',
});

async function zonesOf(lab: Lab, VPCId: string): Promise<readonly string[]> {
  const dns = lab.of(Route53Client);
  const asked = { VPCId, VPCRegion: lab.region as 'eu-west-1' };
  const { HostedZoneSummaries = [] } = await dns.send(new ListHostedZonesByVPCCommand(asked));
  const zones = HostedZoneSummaries.map(async ({ HostedZoneId: Id }) => {
    const { HostedZone } = await dns.send(new GetHostedZoneCommand({ Id }));
    return `${HostedZone?.Name}, ${HostedZone?.ResourceRecordSetCount} records`;
  });
  return Promise.all(zones);
}
