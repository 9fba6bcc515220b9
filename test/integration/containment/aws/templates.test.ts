/** The printed templates make what they say: moto's CloudFormation resolves every reference and creates every resource. */

import { randomUUID } from 'node:crypto';
import {
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, inject, it } from 'vitest';
import { awsTemplate } from '../../../../src/cli/verbs/aws.ts';
import { vaultTemplate } from '../../../../src/containment/aws/vault-template.ts';
import { VAULT_PERMISSIONS } from '../../../../src/evidence/s3-permissions.ts';

const motoUrl = inject('motoUrl');
const region = 'eu-west-1';
const settings = { endpoint: motoUrl, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const iam = new IAMClient(settings);
const PARAMETERS = {
  CordonPrincipal: 'arn:aws:iam::999988887777:role/cordon',
  ExternalId: 'an-external-id-of-the-test',
};

/** By CloudFormation's query protocol; answers the outputs of the stack. */
async function deploy(template: string, parameters: Record<string, string>): Promise<Record<string, string>> {
  const StackName = `stack-${randomUUID()}`;
  const ask = async (Action: string, more: Record<string, string> = {}): Promise<string> => {
    const credential = `Credential=test/20260301/${region}/cloudformation/aws4_request`;
    const headers = { authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none` };
    const body = new URLSearchParams({ Action, Version: '2010-05-15', StackName, ...more });
    const answer = await fetch(motoUrl, { method: 'POST', headers, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  const given = Object.entries(parameters).flatMap(([name, value], index) => [
    [`Parameters.member.${index + 1}.ParameterKey`, name],
    [`Parameters.member.${index + 1}.ParameterValue`, value],
  ]);
  await ask('CreateStack', { TemplateBody: template, ...Object.fromEntries(given) });
  const described = await ask('DescribeStacks');
  expect(described).toContain('CREATE_COMPLETE');
  const outputs = described.matchAll(/<OutputKey>(\w+)<\/OutputKey>\s*<OutputValue>([^<]+)</g);
  return Object.fromEntries([...outputs].map(([, name = '', value = '']) => [name, value]));
}

/** What a role may do, by the policies attached to it. */
async function allowedTo(RoleName: string): Promise<readonly { Action: string[]; Resource: string }[]> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  const documents = AttachedPolicies.map(async ({ PolicyArn }) => {
    const asked = new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' });
    return JSON.parse(decodeURIComponent((await iam.send(asked)).PolicyVersion?.Document ?? '{}'));
  });
  return (await Promise.all(documents)).flatMap(({ Statement }) => Statement);
}

describe.skipIf(motoUrl === '')('a printed template', () => {
  it('of the role makes a role that lets nobody in without the external id', async () => {
    const RoleName = `role-${process.pid}`;

    const { RoleArn } = await deploy(awsTemplate(), { ...PARAMETERS, RoleName });

    expect(RoleArn).toMatch(new RegExp(`:role/${RoleName}$`));
    // moto attaches no policy that the role itself names; who is let in is seen.
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain(PARAMETERS.ExternalId);
  });

  it('of the vault makes bucket, key and a role that is let at these alone', async () => {
    const [RoleName, BucketName] = [`vault-${process.pid}`, `evidence-${randomUUID()}`];

    const made = await deploy(vaultTemplate(VAULT_PERMISSIONS), { ...PARAMETERS, RoleName, BucketName, Prefix: 'c/' });

    expect(await allowedTo(RoleName)).toMatchObject([
      { Action: VAULT_PERMISSIONS.bucket, Resource: `arn:aws:s3:::${BucketName}` },
      { Action: VAULT_PERMISSIONS.objects, Resource: `arn:aws:s3:::${BucketName}/c/*` },
      { Action: VAULT_PERMISSIONS.key, Resource: made.KeyArn },
    ]);
    const s3 = new S3Client({ ...settings, forcePathStyle: true });
    const sealed = await s3.send(new GetBucketEncryptionCommand({ Bucket: BucketName }));
    expect(sealed.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
      ...{ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: made.KeyArn },
    });
  });

  it('of the vault gives its permissions to a role that is there already', async () => {
    const ExistingRole = `responder-${process.pid}`;
    await deploy(awsTemplate(), { ...PARAMETERS, RoleName: ExistingRole });
    const [RoleName, BucketName] = [`not-made-${process.pid}`, `evidence-${randomUUID()}`];

    const made = await deploy(vaultTemplate(VAULT_PERMISSIONS), { ...PARAMETERS, ExistingRole, RoleName, BucketName });

    expect(made.RoleArn).toMatch(new RegExp(`:role/${ExistingRole}$`));
    const actions = (await allowedTo(ExistingRole)).flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining([...VAULT_PERMISSIONS.objects]));
    await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });
});
