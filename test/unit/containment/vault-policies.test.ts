/** The policies that the template of the vault writes, by a simulator of AWS's evaluation: what its role may, and who may not. */

import { describe, expect, it } from 'vitest';
import { vaultTemplate } from '../../../src/containment/aws/vault-template.ts';
import { VAULT_PERMISSIONS } from '../../../src/evidence/s3-permissions.ts';
import { ALLOW_ALL, ANYBODY, decides } from '../../support/iam-decides.ts';

const ACCOUNT = '444455556666';
const BUCKET = 'arn:aws:s3:::example-evidence';
const PIECE = `${BUCKET}/cordon/sha256/ab/abcd`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const VAULT = `arn:aws:sts::${ACCOUNT}:assumed-role/CordonVault/cordon-42-e1`;
const ADMIN = `arn:aws:sts::${ACCOUNT}:assumed-role/admin/session`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

const VALUES: Readonly<Record<string, string>> = {
  ...{ 'Bucket.Arn': BUCKET, 'Key.Arn': KEY, 'Role.Arn': `arn:aws:iam::${ACCOUNT}:role/CordonVault` },
  ...{ Prefix: 'cordon/', 'AWS::Partition': 'aws', 'AWS::AccountId': ACCOUNT },
};

/** As CloudFormation resolves it where the stack makes a role of its own. */
function resolved(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(resolved);
  if (typeof part !== 'object' || part === null) return part;
  const [[name = '', value] = []] = Object.entries(part);
  if (name === 'Fn::GetAtt') return VALUES[(value as string[]).join('.')];
  if (name === 'Fn::If') return resolved((value as unknown[])[1]);
  if (name === 'Fn::Sub') return String(value).replace(/\$\{([^}]+)\}/g, (_all, key: string) => String(VALUES[key]));
  return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, resolved(one)]));
}

const { Resources } = JSON.parse(vaultTemplate(VAULT_PERMISSIONS));
const policy = (document: unknown): string => JSON.stringify(resolved(document));
const OWN = policy(Resources.Permissions.Properties.PolicyDocument);
const ON_BUCKET = policy(Resources.BucketPolicy.Properties.PolicyDocument);
const ON_KEY = policy(Resources.Key.Properties.KeyPolicy);

/** Administrators and root may everything that nobody denies them; the vault's role what its policy says. */
function ask(by: string, action: string, resource: string, context = {}) {
  const secure = action.startsWith('s3:') ? { 'aws:SecureTransport': 'true' } : {};
  const identity = by === VAULT ? [OWN] : by === ADMIN ? [ALLOW_ALL] : [];
  const guard = action.startsWith('kms:') ? ON_KEY : ON_BUCKET;
  const request = { by, action, resource, account: ACCOUNT, context: { ...secure, ...context } };
  return decides(request, { identity, resource: guard });
}

describe('the role of the vault', () => {
  it.each([
    ...VAULT_PERMISSIONS.bucket.map((action) => [action, BUCKET] as const),
    ...VAULT_PERMISSIONS.objects.map((action) => [action, PIECE] as const),
    ...VAULT_PERMISSIONS.key.map((action) => [action, KEY] as const),
  ])('may %s', async (action, resource) => {
    expect(await ask(VAULT, action, resource)).toBe('allowed');
  });

  it.each([
    ['s3:PutObject', `${BUCKET}/elsewhere`],
    ['s3:BypassGovernanceRetention', PIECE],
    ['s3:DeleteObject', PIECE],
    ['s3:PutBucketPolicy', BUCKET],
    ['kms:ScheduleKeyDeletion', KEY],
  ])('may not %s on %s', async (action, resource) => {
    expect(await ask(VAULT, action, resource)).toBe('denied');
  });

  it('may nothing without TLS', async () => {
    expect(await ask(VAULT, 's3:GetObject', PIECE, { 'aws:SecureTransport': 'false' })).toBe('denied');
  });
});

describe('whoever else is in the account of the vault', () => {
  it.each(['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'])(
    'may not %s, root included',
    async (action) => {
      expect(await ask(ADMIN, action, PIECE)).toBe('denied');
      expect(await ask(ROOT, action, PIECE)).toBe('denied');
    },
  );

  it('may read, and change the policy of the bucket, which is seen', async () => {
    expect(await ask(ADMIN, 's3:GetObject', PIECE)).toBe('allowed');
    expect(await ask(ADMIN, 's3:PutBucketPolicy', BUCKET)).toBe('allowed');
    expect(await ask(ANYBODY, 's3:GetObject', PIECE)).toBe('denied');
  });

  it('deletes no key before its policy is changed', async () => {
    expect(await ask(ADMIN, 'kms:ScheduleKeyDeletion', KEY)).toBe('denied');
    expect(await ask(ADMIN, 'kms:PutKeyPolicy', KEY)).toBe('allowed');
  });
});
