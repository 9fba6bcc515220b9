/** Worlds that storylines play in, as data. Seeding twice changes nothing. */

import type { World } from './world.ts';

const ACCOUNT = '111122223333';
const HOUR = 3_600_000;
const ATTACKER_IP = '198.51.100.7';

type Seed = (world: World, at: number) => void;

export const SEEDS: Readonly<Record<string, Seed>> = {
  'stolen-role-session': (world, at) => {
    addWebHost(world, at);
    world.attackers.push({
      ip: ATTACKER_IP,
      techniques: [
        { kind: 'role-session', role: 'web-prod', sessionId: 'ASIAEXAMPLESTOLEN', instance: 'i-0abc1234def567890' },
        { kind: 'connection', instance: 'i-0abc1234def567890' },
      ],
      outcomes: {},
    });
  },
  'vm-compromise': (world, at) => {
    world.groups.push({ id: 'sg-build', vpc: 'vpc-build', name: 'build', allows: 'some', tags: {} });
    world.instances.push({
      id: 'i-0build00000000001',
      account: ACCOUNT,
      region: 'eu-west-1',
      vpc: 'vpc-build',
      state: 'running',
      interfaces: [{ id: 'eni-build-1', groups: ['sg-build'] }],
      volumes: ['vol-build-root'],
      connections: [
        {
          id: 'flow-pool',
          interfaceId: 'eni-build-1',
          remote: '203.0.113.66',
          holder: 'attacker',
          tracked: true,
          bytes: 90_000,
        },
      ],
      tags: { environment: 'build' },
    });
    world.attackers.push({
      ip: '203.0.113.66',
      techniques: [{ kind: 'connection', instance: 'i-0build00000000001' }],
      outcomes: {},
    });
    void at;
  },
  'public-storage-bucket': (world) => {
    world.buckets.push({
      name: 'customer-exports-prod',
      account: ACCOUNT,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Share',
            Effect: 'Allow',
            Principal: '*',
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::customer-exports-prod/*',
          },
        ],
      }),
      tags: { environment: 'prod' },
    });
    world.attackers.push({
      ip: '192.0.2.44',
      techniques: [{ kind: 'public-bucket', bucket: 'customer-exports-prod' }],
      outcomes: {},
    });
  },
  'leaked-access-key': (world, at) => {
    world.users.push({
      name: 'ci-deploy',
      account: ACCOUNT,
      keys: [{ id: 'AKIAIOSFODNN7EXAMPLE', status: 'Active', changedAt: at - 90 * 24 * HOUR }],
      policies: [],
      sessions: [
        {
          id: 'ASIAFEDERATED',
          name: 'federated',
          issuedAt: at - HOUR,
          expiresAt: at + 30 * HOUR,
          source: 'access-key/AKIAIOSFODNN7EXAMPLE',
          holder: 'attacker',
        },
      ],
      tags: {},
    });
    world.attackers.push({
      ip: '203.0.113.9',
      techniques: [{ kind: 'user-key', user: 'ci-deploy', keyId: 'AKIAIOSFODNN7EXAMPLE', sessionId: 'ASIAFEDERATED' }],
      outcomes: {},
    });
  },
  'root-login': (world) => {
    world.attackers.push({
      ip: '203.0.113.77',
      techniques: [{ kind: 'destroy', account: ACCOUNT }],
      outcomes: {},
    });
  },
};

/** A web host with two interfaces, an instance profile, and flows of its own beside the attacker's. */
function addWebHost(world: World, at: number): void {
  world.groups.push(
    { id: 'sg-web', vpc: 'vpc-prod', name: 'web', allows: 'some', tags: {} },
    { id: 'sg-db', vpc: 'vpc-prod', name: 'db-client', allows: 'some', tags: {} },
  );
  world.roles.push({
    name: 'web-prod',
    account: ACCOUNT,
    trust: JSON.stringify({
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
    policies: [],
    sessions: [
      {
        id: 'ASIAEXAMPLEWORKLOAD',
        name: 'i-0abc1234def567890',
        issuedAt: at - 2 * HOUR,
        expiresAt: at + 4 * HOUR,
        source: 'instance/i-0abc1234def567890',
        holder: 'workload',
      },
      {
        id: 'ASIAEXAMPLESTOLEN',
        name: 'i-0abc1234def567890',
        issuedAt: at - HOUR,
        expiresAt: at + 5 * HOUR,
        source: 'instance/i-0abc1234def567890',
        holder: 'attacker',
      },
    ],
    tags: { environment: 'prod' },
  });
  world.instances.push({
    id: 'i-0abc1234def567890',
    account: ACCOUNT,
    region: 'eu-west-1',
    vpc: 'vpc-prod',
    state: 'running',
    interfaces: [
      { id: 'eni-web-1', groups: ['sg-web'] },
      { id: 'eni-web-2', groups: ['sg-db'] },
    ],
    volumes: ['vol-web-root', 'vol-web-data'],
    profile: { associationId: 'iip-assoc-web', role: 'web-prod' },
    connections: [
      {
        id: 'flow-shell',
        interfaceId: 'eni-web-1',
        remote: ATTACKER_IP,
        holder: 'attacker',
        tracked: true,
        bytes: 52_000,
      },
      {
        id: 'flow-db',
        interfaceId: 'eni-web-2',
        remote: '10.0.4.12',
        holder: 'workload',
        tracked: true,
        bytes: 900_000,
      },
    ],
    tags: { environment: 'prod', service: 'web' },
  });
}
