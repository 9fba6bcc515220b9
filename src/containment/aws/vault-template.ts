/**
 * The CloudFormation template of the vault's account: a bucket under Object Lock, the key it is encrypted with, and a role
 * that may do there what the vault does and no more. It is for an account that nothing else runs in.
 */

import { PARAMETERS as ROLE_PARAMETERS, TRUST } from './template.ts';

/** By what each permission is about, as IAM writes them. */
export interface VaultPermissions {
  readonly bucket: readonly string[];
  readonly objects: readonly string[];
  readonly key: readonly string[];
}

export function vaultTemplate(permissions: VaultPermissions): string {
  return `${JSON.stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description:
        'Where Cordon keeps evidence: a bucket under Object Lock, its key, and the role that Cordon assumes here',
      Parameters: PARAMETERS,
      Conditions: { OwnRole: { 'Fn::Equals': [{ Ref: 'ExistingRole' }, ''] } },
      Resources: {
        Key: KEY,
        Bucket: BUCKET,
        BucketPolicy: {
          Type: 'AWS::S3::BucketPolicy',
          Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: GUARD },
        },
        Role: ROLE,
        Permissions: permissionsPolicy(permissions),
      },
      Outputs: {
        BucketName: { Value: { Ref: 'Bucket' } },
        KeyArn: { Value: KEY_ARN },
        RoleArn: { Value: ROLE_ARN },
      },
    },
    undefined,
    2,
  )}\n`;
}

const PARAMETERS = {
  CordonPrincipal: ROLE_PARAMETERS.CordonPrincipal,
  ExternalId: ROLE_PARAMETERS.ExternalId,
  RoleName: { Type: 'String', Default: 'CordonVault' },
  ExistingRole: {
    Type: 'String',
    Default: '',
    Description:
      'Name of a role that Cordon assumes in this account already: it is given the permissions, and none is made',
  },
  BucketName: { Type: 'String', Description: 'evidence.vault.bucket in the configuration of Cordon' },
  Prefix: {
    Type: 'String',
    Default: '',
    AllowedPattern: '([A-Za-z0-9_.-]+/)*',
    Description: 'evidence.vault.prefix in the configuration of Cordon; ends in a slash',
  },
};

const KEY_ARN = { 'Fn::GetAtt': ['Key', 'Arn'] };
const BUCKET_ARN = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
const OBJECTS_ARN = { 'Fn::Sub': `\${Bucket.Arn}/\${Prefix}*` };
const ROLE_ARN = {
  'Fn::If': [
    'OwnRole',
    { 'Fn::GetAtt': ['Role', 'Arn'] },
    { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${ExistingRole}` },
  ],
};
/** What is deleted with a stack by mistake would be the evidence, or the key without which nobody reads it. */
const STAYS = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

const KEY = {
  ...{ Type: 'AWS::KMS::Key', ...STAYS },
  Properties: {
    Description: 'Evidence kept by Cordon',
    EnableKeyRotation: true,
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PoliciesOfTheAccount',
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root` } },
          Action: 'kms:*',
          Resource: '*',
        },
        // Object Lock keeps bytes, not the key that opens them: deleting it takes a change of this policy first.
        { Sid: 'TheKeyStays', Effect: 'Deny', Principal: '*', Action: 'kms:ScheduleKeyDeletion', Resource: '*' },
      ],
    },
  },
};

const BUCKET = {
  ...{ Type: 'AWS::S3::Bucket', ...STAYS },
  Properties: {
    BucketName: { Ref: 'BucketName' },
    // Without a default retention: it would lock uploads under way.
    ObjectLockEnabled: true,
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN },
        },
      ],
    },
    PublicAccessBlockConfiguration: {
      ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'LeftBehindByAKilledWorker',
          Status: 'Enabled',
          Prefix: { 'Fn::Sub': `\${Prefix}incoming/` },
          ExpirationInDays: 7,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
        {
          Id: 'UploadsThatNeverEnded',
          Status: 'Enabled',
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        },
      ],
    },
  },
};

const GUARD = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'EncryptedOnTheWay',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: [BUCKET_ARN, { 'Fn::Sub': `\${Bucket.Arn}/*` }],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      // Administrators of the account too: whoever is to shorten a lock of governance changes this policy first.
      Sid: 'NobodyElseWritesOrDeletes',
      Effect: 'Deny',
      Principal: '*',
      Action: [
        's3:PutObject',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:PutObjectRetention',
        's3:PutObjectLegalHold',
        's3:BypassGovernanceRetention',
      ],
      Resource: { 'Fn::Sub': `\${Bucket.Arn}/*` },
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE_ARN } },
    },
  ],
};

const ROLE = {
  Type: 'AWS::IAM::Role',
  Condition: 'OwnRole',
  Properties: {
    RoleName: { Ref: 'RoleName' },
    MaxSessionDuration: 3600,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: TRUST },
    Tags: [{ Key: 'ir:protected', Value: 'true' }],
  },
};

function permissionsPolicy({ bucket, objects, key }: VaultPermissions) {
  const allow = (Action: readonly string[], Resource: object) => ({ Effect: 'Allow', Action, Resource });
  return {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: 'What the vault of Cordon does with its bucket',
      Roles: [{ 'Fn::If': ['OwnRole', { Ref: 'Role' }, { Ref: 'ExistingRole' }] }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [allow(bucket, BUCKET_ARN), allow(objects, OBJECTS_ARN), allow(key, KEY_ARN)],
      },
    },
  };
}
