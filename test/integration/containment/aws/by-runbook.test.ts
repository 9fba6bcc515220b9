/** AWS's own runbooks: what they do is played by the tests, how they are started, followed and released is Cordon's. */

import {
  CreateSecurityGroupCommand,
  EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutRolePolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { policyText } from '../../../../src/containment/aws/policies.ts';
import type { Lab } from '../../../support/aws-lab.ts';
import { contract } from './contract.ts';
import { describeHost, startHost } from './host.ts';
import { makeRole, RoleName, readRole } from './roles.ts';

const lab = { settings: { runbooks: { bucket: 'runbook-backups' } } };
/** A release is nothing without the backup that containing wrote. */
const isContain = (of: Lab, parameters: Readonly<Record<string, readonly string[]>>): boolean => {
  expect(parameters).toMatchObject({ DryRun: ['false'], BackupS3BucketName: ['runbook-backups'] });
  const contained = parameters.Action?.[0] === 'Contain';
  const first = of.automation.executions.at(-1);
  if (!contained) expect(parameters.BackupS3KeyName?.[0]).toMatch(new RegExp(`^2026/11/24/10/30/${first?.id}\\.json$`));
  return contained;
};

contract({
  action: 'contain-instance-by-runbook',
  lab,
  world: async (of) => {
    const { id, vpc } = await startHost(of);
    const ec2 = of.of(EC2Client);
    const quiet = { GroupName: 'contained', Description: 'contained', VpcId: vpc };
    const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand(quiet));
    const IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    const before = (await describeHost(of, id)).NetworkInterfaces ?? [];
    of.automation.effect = async (parameters) => {
      const contain = isContain(of, parameters);
      for (const { NetworkInterfaceId, Groups = [] } of before) {
        const own = Groups.flatMap((group) => group.GroupId ?? []);
        const input = { NetworkInterfaceId, Groups: contain ? [GroupId] : own };
        await ec2.send(new ModifyNetworkInterfaceAttributeCommand(input));
      }
    };
    return { kind: 'instance', id };
  },
  read: async (of, { id }) =>
    ((await describeHost(of, id)).NetworkInterfaces ?? [])
      .map(({ Groups = [] }) =>
        Groups.map(({ GroupName }) => GroupName)
          .sort()
          .join(' '),
      )
      .sort(),
  contained: (seen) => expect(seen).toEqual(['contained', 'contained']),
  release: 'restores',
});

const UserName = 'ci-deploy';

contract({
  action: 'contain-user-by-runbook',
  lab,
  world: async (of) => {
    const iam = of.of(IAMClient);
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId } = AccessKey ?? {};
    of.automation.effect = async (parameters) => {
      const Status = isContain(of, parameters) ? 'Inactive' : 'Active';
      await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status }));
    };
    return { kind: 'user', id: UserName };
  },
  read: async (of) => {
    const { AccessKeyMetadata } = await of.of(IAMClient).send(new ListAccessKeysCommand({ UserName }));
    return AccessKeyMetadata?.map(({ Status }) => Status);
  },
  contained: (seen) => expect(seen).toEqual(['Inactive']),
  release: 'restores',
});

contract({
  action: 'contain-role-by-runbook',
  lab,
  world: async (of) => {
    await makeRole(of);
    const iam = of.of(IAMClient);
    const name = { RoleName, PolicyName: 'runbook' };
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': '2026-11-24T10:30:00.000Z' } };
    const PolicyDocument = policyText({ Effect: 'Deny', Action: '*', Resource: '*', Condition });
    of.automation.effect = async (parameters) => {
      if (isContain(of, parameters)) await iam.send(new PutRolePolicyCommand({ ...name, PolicyDocument }));
      else await iam.send(new DeleteRolePolicyCommand(name));
    };
    return { kind: 'role', id: RoleName };
  },
  read: readRole,
  contained: (seen) => expect(seen).toHaveProperty('policies.runbook'),
  release: 'restores',
});

contract({
  action: 'contain-bucket-by-runbook',
  lab,
  world: async (of) => {
    const s3 = of.of(S3Client);
    const Bucket = `exports-${of.account}`;
    const CreateBucketConfiguration = { LocationConstraint: of.region as 'eu-west-1' };
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const all = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
    const PublicAccessBlockConfiguration = Object.fromEntries(all.map((name) => [name, true]));
    of.automation.effect = async (parameters) => {
      if (isContain(of, parameters))
        await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
      else await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    };
    return { kind: 'bucket', id: Bucket };
  },
  read: async (of, { id: Bucket }) => {
    const found = await of
      .of(S3Client)
      .send(new GetPublicAccessBlockCommand({ Bucket }))
      .catch(() => undefined);
    return { blocked: found?.PublicAccessBlockConfiguration?.RestrictPublicBuckets ?? false };
  },
  contained: (seen) => expect(seen).toEqual({ blocked: true }),
  release: 'restores',
});
