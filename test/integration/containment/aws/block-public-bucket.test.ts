import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import type { Lab } from '../../../support/aws-lab.ts';
import { contract } from './contract.ts';

const EVERYBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'Everybody', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::*' },
  ],
});

const SOME = { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false };

const absent = contractOver('there are no settings', undefined);
const partial = contractOver('some settings are on', SOME);
contract(absent);
contract(partial);

/** Bucket names are one world for all accounts. */
function contractOver(when: string, settings: typeof SOME | undefined): Parameters<typeof contract>[0] {
  return {
    action: 'block-public-bucket',
    when,
    world: async (lab) => {
      const s3 = lab.of(S3Client);
      const Bucket = bucketOf(lab);
      const CreateBucketConfiguration = { LocationConstraint: lab.region as 'eu-west-1' };
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: EVERYBODY }));
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }));
      if (settings) {
        await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: settings }));
      }
      return { kind: 'bucket', id: Bucket };
    },
    read: async (lab, { id: Bucket }) => {
      const s3 = lab.of(S3Client);
      const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket })).catch(() => undefined);
      const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
      return {
        block: block?.PublicAccessBlockConfiguration ?? 'absent',
        policy: (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy,
        grants: Grants.map(({ Grantee, Permission }) => [Grantee?.URI, Permission]),
      };
    },
    contained: (seen) =>
      expect(seen).toMatchObject({
        block: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
        policy: EVERYBODY,
      }),
    release: 'restores',
  };
}

function bucketOf({ account }: Lab): string {
  return `customer-exports-${account}`;
}
