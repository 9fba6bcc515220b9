/**
 * AWS by the names of its API operations, for whoever gathers evidence: answers are plain values, as they can be kept.
 * The table is all that can be called; what changes anything makes copies of evidence, or has a host do so.
 */

import { Readable } from 'node:stream';
import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eks from '@aws-sdk/client-eks';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as rds from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import * as ssm from '@aws-sdk/client-ssm';
import { CordonError } from '../../base/errors.ts';
import type { Aws, AwsPlace, ServiceClient } from './client.ts';
import type { Errand } from './sessions.ts';

type AwsCall = (
  name: string,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<{ readonly result: unknown; readonly requestId: string }>;

/** Calls in one account and region, as one session that says what it is for. */
export function createAwsCall(aws: Aws, place: AwsPlace, errand: Errand): AwsCall {
  return async (name, input, signal) => {
    const operation = OPERATIONS[name];
    if (!operation) {
      throw new CordonError('vendor_failed', `Evidence is not gathered by ${name}.`, {
        remedy: 'Add the operation to src/containment/aws/call.ts, and its permission to the collector.',
      });
    }
    const client = aws.of(operation.service, place, errand);
    const { $metadata, ...result } = await client.send(new operation.command(input), { abortSignal: signal });
    return { result: plain(result), requestId: $metadata.requestId ?? '' };
  };
}

interface Sender {
  send(
    command: object,
    options: { readonly abortSignal: AbortSignal },
  ): Promise<{ readonly $metadata: { readonly requestId?: string } } & Record<string, unknown>>;
}

interface Operation {
  readonly service: ServiceClient<Sender>;
  readonly command: new (input: object) => object;
}

/** The SDK types each command for its own client; they meet here, where a name decides. */
function operations(service: unknown, commands: Readonly<Record<string, unknown>>): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [name, { service, command } as Operation]),
  );
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...operations(cloudtrail.CloudTrailClient, {
    LookupEvents: cloudtrail.LookupEventsCommand,
    DescribeTrails: cloudtrail.DescribeTrailsCommand,
  }),
  ...operations(ec2.EC2Client, {
    DescribeInstances: ec2.DescribeInstancesCommand,
    DescribeInstanceAttribute: ec2.DescribeInstanceAttributeCommand,
    DescribeNetworkInterfaces: ec2.DescribeNetworkInterfacesCommand,
    DescribeSecurityGroups: ec2.DescribeSecurityGroupsCommand,
    DescribeInstanceTypes: ec2.DescribeInstanceTypesCommand,
    DescribeVolumes: ec2.DescribeVolumesCommand,
    DescribeAddresses: ec2.DescribeAddressesCommand,
    DescribeIamInstanceProfileAssociations: ec2.DescribeIamInstanceProfileAssociationsCommand,
    GetConsoleOutput: ec2.GetConsoleOutputCommand,
    GetConsoleScreenshot: ec2.GetConsoleScreenshotCommand,
    CreateSnapshots: ec2.CreateSnapshotsCommand,
    DescribeSnapshots: ec2.DescribeSnapshotsCommand,
    ModifySnapshotAttribute: ec2.ModifySnapshotAttributeCommand,
    CopySnapshot: ec2.CopySnapshotCommand,
    LockSnapshot: ec2.LockSnapshotCommand,
  }),
  ...operations(eks.EKSClient, {
    DescribeCluster: eks.DescribeClusterCommand,
    ListAccessEntries: eks.ListAccessEntriesCommand,
    ListPodIdentityAssociations: eks.ListPodIdentityAssociationsCommand,
  }),
  ...operations(iam.IAMClient, {
    GetRole: iam.GetRoleCommand,
    ListRolePolicies: iam.ListRolePoliciesCommand,
    ListAttachedRolePolicies: iam.ListAttachedRolePoliciesCommand,
    ListInstanceProfilesForRole: iam.ListInstanceProfilesForRoleCommand,
    GetUser: iam.GetUserCommand,
    GetLoginProfile: iam.GetLoginProfileCommand,
    ListGroupsForUser: iam.ListGroupsForUserCommand,
    ListUserPolicies: iam.ListUserPoliciesCommand,
    ListAttachedUserPolicies: iam.ListAttachedUserPoliciesCommand,
    ListAccessKeys: iam.ListAccessKeysCommand,
    GetAccessKeyLastUsed: iam.GetAccessKeyLastUsedCommand,
    ListMFADevices: iam.ListMFADevicesCommand,
    ListSSHPublicKeys: iam.ListSSHPublicKeysCommand,
    ListSigningCertificates: iam.ListSigningCertificatesCommand,
    ListServiceSpecificCredentials: iam.ListServiceSpecificCredentialsCommand,
    GetAccountAuthorizationDetails: iam.GetAccountAuthorizationDetailsCommand,
    GenerateCredentialReport: iam.GenerateCredentialReportCommand,
    GetCredentialReport: iam.GetCredentialReportCommand,
  }),
  ...operations(lambda.LambdaClient, {
    GetFunction: lambda.GetFunctionCommand,
    GetPolicy: lambda.GetPolicyCommand,
    ListVersionsByFunction: lambda.ListVersionsByFunctionCommand,
    ListEventSourceMappings: lambda.ListEventSourceMappingsCommand,
  }),
  ...operations(rds.RDSClient, {
    DescribeDBInstances: rds.DescribeDBInstancesCommand,
    DescribeDBSnapshots: rds.DescribeDBSnapshotsCommand,
    DescribeDBSnapshotAttributes: rds.DescribeDBSnapshotAttributesCommand,
  }),
  ...operations(s3.S3Client, {
    GetBucketPolicy: s3.GetBucketPolicyCommand,
    GetBucketPolicyStatus: s3.GetBucketPolicyStatusCommand,
    GetBucketAcl: s3.GetBucketAclCommand,
    GetPublicAccessBlock: s3.GetPublicAccessBlockCommand,
    GetBucketOwnershipControls: s3.GetBucketOwnershipControlsCommand,
    GetBucketVersioning: s3.GetBucketVersioningCommand,
    GetBucketReplication: s3.GetBucketReplicationCommand,
    GetBucketLifecycleConfiguration: s3.GetBucketLifecycleConfigurationCommand,
    GetBucketNotificationConfiguration: s3.GetBucketNotificationConfigurationCommand,
    GetBucketLogging: s3.GetBucketLoggingCommand,
    GetBucketEncryption: s3.GetBucketEncryptionCommand,
    GetObjectLockConfiguration: s3.GetObjectLockConfigurationCommand,
    ListObjectsV2: s3.ListObjectsV2Command,
    GetObject: s3.GetObjectCommand,
  }),
  ...operations(ssm.SSMClient, {
    SendCommand: ssm.SendCommandCommand,
    ListCommands: ssm.ListCommandsCommand,
    GetCommandInvocation: ssm.GetCommandInvocationCommand,
  }),
};

/** Dates as RFC 3339, bytes as base64, nothing undefined; a stream of bytes stays one. */
function plain(value: unknown): unknown {
  if (value instanceof Readable) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])),
  );
}
