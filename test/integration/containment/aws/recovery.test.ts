/** Keys, trails and secrets. */

import {
  CloudTrailClient,
  CreateTrailCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateKeyCommand, DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { contract } from './contract.ts';

contract({
  action: 'recover-key',
  world: async (lab) => {
    const kms = lab.of(KMSClient);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    return { kind: 'key', id: KeyId };
  },
  read: async (lab, { id: KeyId }) => {
    const { KeyMetadata } = await lab.of(KMSClient).send(new DescribeKeyCommand({ KeyId }));
    return { state: KeyMetadata?.KeyState, deletion: KeyMetadata?.DeletionDate !== undefined };
  },
  contained: (seen) => expect(seen).toEqual({ state: 'Enabled', deletion: false }),
  release: 'none',
});

const Name = 'organization';
const DATA = { Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::customer-exports/'] };

contract({
  action: 'restart-trail',
  world: async (lab) => {
    const S3BucketName = `trail-${lab.account}`;
    const CreateBucketConfiguration = { LocationConstraint: lab.region as 'eu-west-1' };
    await lab.of(S3Client).send(new CreateBucketCommand({ Bucket: S3BucketName, CreateBucketConfiguration }));
    const trails = lab.of(CloudTrailClient);
    await trails.send(new CreateTrailCommand({ Name, S3BucketName }));
    const blinded = { ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: false, DataResources: [DATA] };
    await trails.send(new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [blinded] }));
    await trails.send(new StopLoggingCommand({ Name }));
    return { kind: 'trail', id: Name };
  },
  read: async (lab) => {
    const trails = lab.of(CloudTrailClient);
    const { Trail } = await trails.send(new GetTrailCommand({ Name }));
    const { EventSelectors } = await trails.send(new GetEventSelectorsCommand({ TrailName: Name }));
    return {
      logging: (await trails.send(new GetTrailStatusCommand({ Name }))).IsLogging,
      everyRegion: Trail?.IsMultiRegionTrail,
      digests: Trail?.LogFileValidationEnabled,
      EventSelectors,
    };
  },
  contained: (seen) =>
    expect(seen).toMatchObject({
      logging: true,
      everyRegion: true,
      digests: true,
      EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [DATA] }],
    }),
  release: 'none',
});

const SecretId = 'orders/database';

// moto runs rotation functions in containers only: here the secret rotates without one, which moto lets through.
contract({
  action: 'rotate-secret',
  world: async (lab) => {
    const secrets = lab.of(SecretsManagerClient);
    await secrets.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'old' }));
    await secrets.send(new RotateSecretCommand({ SecretId, RotationRules: { AutomaticallyAfterDays: 30 } }));
    return { kind: 'secret', id: SecretId };
  },
  read: async (lab) => {
    const { VersionIdsToStages = {} } = await lab
      .of(SecretsManagerClient)
      .send(new DescribeSecretCommand({ SecretId }));
    const inForce = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'))?.[0];
    return { ours: inForce === 'c0ffee'.repeat(10) };
  },
  contained: (seen) => expect(seen).toEqual({ ours: true }),
  release: 'none',
});
