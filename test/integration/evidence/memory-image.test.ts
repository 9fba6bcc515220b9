/** Memory on AWS: the scripts truly run, in a shell that plays the host, and bring away what they took through links into S3. */

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createAwsCall } from '../../../src/containment/aws/call.ts';
import { openDirectoryVault } from '../../../src/evidence/directory-vault.ts';
import { createDrop } from '../../../src/evidence/drop.ts';
import { gather } from '../../../src/evidence/gather.ts';
import { DropSettings } from '../../../src/evidence/settings.ts';
import { type Lab, openLab } from '../../support/aws-lab.ts';

const motoUrl = inject('motoUrl');
const signal = new AbortController().signal;
/** Three parts of 22 MiB; the smallest host has 512 MiB, of which 24 parts take all. */
const MEMORY = randomBytes(50_000_000);
let lab: Lab;
let scratch: string;

describe.skipIf(motoUrl === '')('the memory of a host', () => {
  beforeAll(async () => {
    lab = await openLab({ motoUrl });
    scratch = await mkdtemp(join(tmpdir(), 'cordon-memory-'));
    await writeFile(join(scratch, 'memory'), MEMORY);
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true, force: true });
  });

  /** A drop bucket with a tool that copies the file which stands for the memory. */
  async function scene(change: { readonly toolSha256?: string } = {}) {
    const s3 = lab.of(S3Client);
    const bucket = `drop-${randomUUID()}`;
    const CreateBucketConfiguration = { LocationConstraint: lab.region as 'eu-west-1' };
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
    const tool = `#!/bin/sh\ncp ${join(scratch, 'memory')} "$1"\n`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'tools/avml', Body: tool }));
    const sha256 = change.toolSha256 ?? createHash('sha256').update(tool).digest('hex');
    const settings = DropSettings.parse({
      ...{ bucket, account: lab.account, region: lab.region, partMebibytes: 22 },
      tool: { key: 'tools/avml', sha256 },
    });
    const { Instances } = await lab
      .of(EC2Client)
      .send(new RunInstancesCommand({ ImageId: 'ami-12c6146b', InstanceType: 't2.nano', MinCount: 1, MaxCount: 1 }));
    const evidenceId = `e-${randomUUID()}`;
    const errand = { incidentId: 'incident-1', jobKey: `incident-1.${evidenceId}` };
    const context = {
      ...{ ...errand, evidenceId, pollMs: 20, now: () => new Date(), fixed: async () => undefined },
      call: createAwsCall(lab.aws, { account: lab.account, region: lab.region }, errand),
      // Links are for the host's own curl: they go to moto directly.
      drop: createDrop(s3, settings),
    };
    const vault = await openDirectoryVault(join(scratch, evidenceId), { retention: { days: 1, legalHold: false } });
    const subject = {
      provider: 'aws',
      account: lab.account,
      region: lab.region,
      kind: 'instance',
      id: Instances?.[0]?.InstanceId ?? '',
    };
    const wanted = { kind: 'memory-image', subject };
    const collect = () => gather(wanted, context, { vault, access: { by: 'worker', why: 'test' } }, signal);
    const left = async () =>
      (await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents?.map(({ Key }) => Key);
    const orders = () => lab.agent.orders.filter(({ script }) => script.includes(evidenceId));
    return { collect, left, orders, evidenceId, vault };
  }

  it('is in the vault whole, and nothing of it is left on the host or in the bucket', async () => {
    const { collect, left, orders, evidenceId, vault } = await scene();

    const held = await collect();

    expect(held).toMatchObject({ bytes: MEMORY.length, sha256: createHash('sha256').update(MEMORY).digest('hex') });
    expect(await left()).toEqual(['tools/avml']);
    expect((await readdir('/var/tmp')).filter((name) => name.includes(evidenceId))).toEqual([]);
    expect(orders().map(({ Comment }) => Comment.split(' ')[0])).toEqual(['acquire', 'upload']);
    await vault[Symbol.asyncDispose]();
  });

  it('is ordered once, also after a worker died between the orders', async () => {
    const { collect, left, orders } = await scene();
    lab.gateway.breakAt(1, 'after');
    await collect().catch(() => undefined);

    const held = await collect();

    expect(held.bytes).toBe(MEMORY.length);
    expect(orders()).toHaveLength(2);
    expect(await left()).toEqual(['tools/avml']);
  });

  it('is not taken by a tool that is not the configured one', async () => {
    const { collect } = await scene({ toolSha256: '0'.repeat(64) });

    await expect(collect()).rejects.toMatchObject({
      code: 'vendor_failed',
      message: expect.stringContaining('not the one that was configured'),
      remedy: expect.any(String),
    });
  });

  it('gives the host links that take nothing but what it said it would bring', async () => {
    const { collect, orders } = await scene();
    await collect();

    const { script = '' } = orders()[1] ?? {};
    expect(script).not.toContain('AWS_SECRET');
    for (const [url] of script.matchAll(/http[^']+/g)) {
      expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toContain('x-amz-checksum-sha256');
    }
  });
});
