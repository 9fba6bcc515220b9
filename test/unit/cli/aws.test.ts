import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { awsTemplate } from '../../../src/cli/verbs/aws.ts';
import { createAws } from '../../../src/containment/aws/client.ts';
import { awsActions } from '../../../src/containment/aws/index.ts';
import { AwsSettings } from '../../../src/containment/aws/settings.ts';
import { roleTemplate } from '../../../src/containment/aws/template.ts';
import { vaultTemplate } from '../../../src/containment/aws/vault-template.ts';
import { WRITE_BACK_PERMISSIONS } from '../../../src/containment/aws/write-back.ts';
import { collectors } from '../../../src/evidence/collectors/index.ts';
import { VAULT_PERMISSIONS } from '../../../src/evidence/s3-permissions.ts';

const actions = awsActions(createAws({ settings: AwsSettings.parse({}) }));

interface Statement {
  readonly Action: string | readonly string[];
  readonly Condition?: object;
}
interface VaultTemplate {
  readonly Resources: Record<
    'Bucket' | 'BucketPolicy' | 'Key' | 'Permissions' | 'Role',
    {
      DeletionPolicy?: string;
      Properties: {
        PolicyDocument: { Statement: (Statement & { Sid?: string })[] };
        AssumeRolePolicyDocument?: object;
      };
    }
  >;
}
interface Template {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, { Statement: Statement[] }> }>;
}

function allowedBy(text: string): readonly string[] {
  const { Resources } = JSON.parse(text) as Template;
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy')
    .flatMap(({ Properties }) => Properties.PolicyDocument?.Statement.flatMap(({ Action }) => Action) ?? []);
}

describe('the template of the role', () => {
  it('allows what actions, collectors and writing back declare, and nothing else', () => {
    const own = [...actions, ...collectors].flatMap(({ permissions }) => permissions);
    const declared = new Set([...own, ...WRITE_BACK_PERMISSIONS]);

    expect([...new Set(allowedBy(awsTemplate()))].sort()).toEqual([...declared].sort());
  });

  it('lets nobody in but the named principal, with the external id, under three session tags', () => {
    const { Resources } = JSON.parse(awsTemplate()) as Template;
    const { Statement } = Resources.Role?.Properties.AssumeRolePolicyDocument ?? { Statement: [] };

    expect(Statement).toEqual([
      expect.objectContaining({
        Principal: { AWS: { Ref: 'CordonPrincipal' } },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
      }),
      expect.objectContaining({
        Action: 'sts:TagSession',
        Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['ir:incident', 'ir:job', 'ir:actor'] } },
      }),
    ]);
  });

  it('keeps each policy within the size IAM takes, and passes roles to instances and runbooks alone', () => {
    const many = Array.from({ length: 400 }, (_, index) => `service${index}:DescribeSomethingOfSomeLength${index}`);
    const { Resources } = JSON.parse(roleTemplate([...many, 'iam:PassRole'])) as Template;
    const policies = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy');

    for (const { Properties } of policies) {
      expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(6144);
    }
    const passing = policies.flatMap(({ Properties }) =>
      (Properties.PolicyDocument?.Statement ?? []).filter(({ Action }) => Action === 'iam:PassRole'),
    );
    expect(passing).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } }),
      expect.objectContaining({
        Resource: { 'Fn::Sub': expect.stringContaining('role/CordonRunbook') },
        Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
      }),
    ]);
  });
});

describe('the template of the vault', () => {
  const { Resources } = JSON.parse(vaultTemplate(VAULT_PERMISSIONS)) as VaultTemplate;
  const guard = (sid: string) =>
    Resources.BucketPolicy.Properties.PolicyDocument.Statement.find(({ Sid }) => Sid === sid);

  it('makes a bucket under Object Lock without a default retention, which stays when the stack goes, and so does its key', () => {
    expect(Resources.Bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { ObjectLockEnabled: true, VersioningConfiguration: { Status: 'Enabled' } },
    });
    expect(Resources.Bucket.Properties).not.toHaveProperty('ObjectLockConfiguration');
    expect(Resources.Key.DeletionPolicy).toBe('Retain');
  });

  it('lets its role do there what the vault declares, each where it belongs, and lets nobody else write or delete', () => {
    const allowed = Resources.Permissions.Properties.PolicyDocument.Statement.map(({ Action }) => Action);

    expect(allowed).toEqual([VAULT_PERMISSIONS.bucket, VAULT_PERMISSIONS.objects, VAULT_PERMISSIONS.key]);
    expect(guard('NobodyElseWritesOrDeletes')).toMatchObject({
      Effect: 'Deny',
      Action: expect.arrayContaining(['s3:PutObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention']),
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': expect.anything() } },
    });
    expect(Resources.Role.Properties.AssumeRolePolicyDocument).toEqual(
      (JSON.parse(awsTemplate()) as VaultTemplate).Resources.Role.Properties.AssumeRolePolicyDocument,
    );
  });
});

describe('docs/aws.md', () => {
  it('has a row for every action on AWS, and none for one that is not', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/aws.md'), 'utf8');
    const rows = [...text.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => `aws.${name}`);

    expect(rows.sort()).toEqual(actions.map(({ id }) => id).sort());
  });
});
