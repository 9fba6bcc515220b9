/** Collectors on AWS: through the SDK against moto, into files as people will read them. */

import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CloudTrailClient, CreateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { CreateDBInstanceCommand, CreateDBSnapshotCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createAwsCall } from '../../../src/containment/aws/call.ts';
import type { CollectContext } from '../../../src/evidence/collectors/collector.ts';
import { collectorOf } from '../../../src/evidence/collectors/index.ts';
import { type Lab, openLab } from '../../support/aws-lab.ts';

const motoUrl = inject('motoUrl');
const signal = new AbortController().signal;
const LocationConstraint = 'eu-west-1';
let lab: Lab;

describe.skipIf(motoUrl === '')('on AWS', () => {
  beforeAll(async () => {
    lab = await openLab({ motoUrl });
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  async function collect(kind: string, about: { kind: string; id: string }, since?: Date) {
    const fixed: string[] = [];
    const errand = { incidentId: 'incident-1', jobKey: `incident-1.${randomUUID()}`, number: 42 };
    const place = { account: lab.account, region: lab.region };
    const context: CollectContext = {
      ...{ incidentId: 'incident-1', evidenceId: 'e1', jobKey: errand.jobKey, pollMs: 5 },
      ...(since ? { since } : {}),
      call: createAwsCall(lab.aws, place, errand),
      now: () => new Date(),
      fixed: async (reference) => void fixed.push(reference),
    };
    const collected = await collectorOf(kind)?.collect({ provider: 'aws', ...place, ...about }, context, signal);
    const chunks: Uint8Array[] = [];
    for await (const chunk of collected?.content ?? []) chunks.push(chunk);
    return { ...collected, fixed, bytes: Buffer.concat(chunks) };
  }

  const answersOf = ({ bytes }: { bytes: Buffer }) => {
    const { answers } = JSON.parse(bytes.toString()) as {
      answers: { call: string; result?: unknown; absent?: string }[];
    };
    return (call: string) => answers.filter((answer) => answer.call === call);
  };

  async function instance(): Promise<string> {
    const { Instances } = await lab.of(EC2Client).send(
      new RunInstancesCommand({
        ImageId: 'ami-12c6146b',
        MinCount: 1,
        MaxCount: 1,
        UserData: 'IyEvYmluL3No',
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8 } }],
      }),
    );
    return Instances?.[0]?.InstanceId ?? '';
  }

  it('describes an instance with every interface, its groups and their rules', async () => {
    const answers = answersOf(await collect('instance-description', { kind: 'instance', id: await instance() }));

    expect(answers('DescribeNetworkInterfaces')[0]?.result).toMatchObject({ NetworkInterfaces: [{ Groups: [{}] }] });
    expect(answers('DescribeSecurityGroups')[0]?.result).toMatchObject({ SecurityGroups: [{ GroupName: 'default' }] });
    expect(JSON.stringify(answers('DescribeInstanceAttribute'))).toContain('IyEvYmluL3No');
  });

  it('snapshots every disk once, fixed before it is complete', async () => {
    const collected = await collect('disk-snapshot', { kind: 'instance', id: await instance() });

    const { snapshots } = JSON.parse(collected.bytes.toString()) as {
      snapshots: { SnapshotId: string; State: string }[];
    };
    expect(snapshots).toMatchObject([{ State: 'completed' }]);
    expect(collected.fixed).toEqual([snapshots[0]?.SnapshotId]);
  });

  it('takes the IAM state of a user, when each key was last used, and of the account', async () => {
    const iam = lab.of(IAMClient);
    await iam.send(new CreateUserCommand({ UserName: 'ci-deploy' }));
    await iam.send(new CreateAccessKeyCommand({ UserName: 'ci-deploy' }));
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
    });
    await iam.send(new PutUserPolicyCommand({ UserName: 'ci-deploy', PolicyName: 'own', PolicyDocument }));

    const answers = answersOf(await collect('iam-snapshot', { kind: 'user', id: 'ci-deploy' }));

    expect(answers('ListUserPolicies')[0]?.result).toMatchObject({ PolicyNames: ['own'] });
    expect(answers('GetAccessKeyLastUsed')).toHaveLength(1);
    expect(answers('GetLoginProfile')[0]).toHaveProperty('absent');
    expect(answers('GetAccountAuthorizationDetails')[0]?.result).toMatchObject({
      UserDetailList: [{ UserName: 'ci-deploy' }],
    });
    const report = answers('GetCredentialReport')[0]?.result as { Content: string; GeneratedTime: string };
    expect(Buffer.from(report.Content, 'base64').toString()).toContain('ci-deploy');
    expect(report.GeneratedTime).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('takes the configuration of a bucket, and says what is absent', async () => {
    const Bucket = `exports-${randomUUID()}`;
    await lab.of(S3Client).send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));

    const answers = answersOf(await collect('bucket-configuration', { kind: 'bucket', id: Bucket }));

    expect(answers('GetBucketAcl')[0]).toHaveProperty('result');
    expect(answers('GetBucketPolicy')[0]).toHaveProperty('absent');
    expect(answers('GetPublicAccessBlock')[0]).toHaveProperty('absent');
  });

  it('describes a database with whom its snapshots are shared, and a cluster', async () => {
    const input = { DBInstanceIdentifier: 'orders', DBInstanceClass: 'db.t3.micro', Engine: 'postgres' };
    const rds = lab.of(RDSClient);
    await rds.send(
      new CreateDBInstanceCommand({ ...input, MasterUsername: 'admin1', MasterUserPassword: 'password1' }),
    );
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'orders-1' }));
    const roleArn = `arn:aws:iam::${lab.account}:role/eks`;
    await lab.of(EKSClient).send(
      new CreateClusterCommand({
        name: 'prod',
        roleArn,
        resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
      }),
    );

    const database = answersOf(await collect('database-description', { kind: 'other', id: 'orders' }));

    expect(database('DescribeDBInstances')[0]?.result).toMatchObject({ DBInstances: [{ Engine: 'postgres' }] });
    const snapshots = database('DescribeDBSnapshots')[0]?.result;
    expect(snapshots).toMatchObject({
      DBSnapshots: expect.arrayContaining([expect.objectContaining({ DBSnapshotIdentifier: 'orders-1' })]),
    });
    expect(database('DescribeDBSnapshotAttributes').length).toBeGreaterThan(0);
    const cluster = answersOf(await collect('cluster-description', { kind: 'cluster', id: 'prod' }));
    expect(cluster('DescribeCluster')[0]?.result).toMatchObject({ cluster: { name: 'prod' } });
  });

  it('describes a function with its versions, who may invoke it, and what feeds it', async () => {
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    const { Role } = await lab
      .of(IAMClient)
      .send(new CreateRoleCommand({ RoleName: 'thumbnails', AssumeRolePolicyDocument }));
    const lambda = lab.of(LambdaClient);
    const FunctionName = 'thumbnails';
    await lambda.send(
      new CreateFunctionCommand({
        ...{ FunctionName, Role: Role?.Arn, Runtime: 'nodejs22.x', Handler: 'index.handler' },
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
      }),
    );
    await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(
      new AddPermissionCommand({
        ...{ FunctionName, StatementId: 'anybody', Action: 'lambda:InvokeFunction', Principal: '*' },
      }),
    );

    const answers = answersOf(await collect('function-description', { kind: 'function', id: FunctionName }));

    expect(answers('GetFunction')[0]?.result).toMatchObject({ Configuration: { Runtime: 'nodejs22.x' } });
    expect(JSON.stringify(answers('GetPolicy')[0]?.result)).toContain('anybody');
    expect(answers('ListVersionsByFunction')[0]?.result).toMatchObject({ Versions: [{}, { Version: '1' }] });
    expect(answers('ListEventSourceMappings')[0]).toHaveProperty('result');
  });

  it('reads the event history of a user to the last page, and nothing from before the window', async () => {
    const now = Date.now();
    const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000);
    for (let nth = 0; nth < 120; nth += 1) {
      const Username = nth % 2 === 0 ? 'intruder' : 'somebody-else';
      lab.history.record(lab.account, { EventName: `Call${nth}`, Username, at: minutesAgo(nth + 1) });
    }
    lab.history.record(lab.account, { EventName: 'LongAgo', Username: 'intruder', at: minutesAgo(5000) });

    const { bytes, requestIds } = await collect('cloudtrail-window', { kind: 'user', id: 'intruder' }, minutesAgo(60));

    const lines = bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(61);
    expect(lines.map(({ EventName }) => EventName)).not.toContain('LongAgo');
    expect(lines.at(-1)).toMatchObject({ cordon: 'end of window', events: 60, complete: true });
    expect(requestIds).toHaveLength(2);
  });

  it('copies the log and digest files of the window byte for byte, and nothing outside it', async () => {
    const Bucket = `trail-${randomUUID()}`;
    const s3 = lab.of(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    await lab.of(CloudTrailClient).send(new CreateTrailCommand({ Name: 'all', S3BucketName: Bucket }));
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    const log = gzipSync('{"Records":[]}');
    const at = (kind: string, when: string) => `AWSLogs/${lab.account}/${kind}/${lab.region}/${when}/log.json.gz`;
    for (const Key of [at('CloudTrail', day), at('CloudTrail-Digest', day), at('CloudTrail', '2020/01/01')]) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: log }));
    }

    const { bytes, mediaType } = await collect('cloudtrail-logs', { kind: 'account', id: lab.account });

    expect(mediaType).toBe('application/x-tar');
    expect(bytes.indexOf(log)).toBe(512);
    const text = bytes.toString('latin1');
    expect(text).toContain(at('CloudTrail-Digest', day));
    expect(text).not.toContain(at('CloudTrail', '2020/01/01'));
  });

  it('calls nothing but what evidence is gathered by', async () => {
    const call = createAwsCall(lab.aws, { account: lab.account }, { incidentId: 'incident-1', jobKey: 'job-1' });

    await expect(call('DeleteBucket', {}, signal)).rejects.toMatchObject({ code: 'vendor_failed' });
  });
});
