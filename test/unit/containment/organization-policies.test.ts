/** The policies of an organization that docs/aws.md has people place beforehand, by a simulator of AWS's evaluation. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALLOW_ALL, decides, statement } from '../../support/iam-decides.ts';

const ACCOUNT = '111122223333';
const ADMIN = `arn:aws:sts::${ACCOUNT}:assumed-role/admin/session`;
const CORDON = `arn:aws:sts::${ACCOUNT}:assumed-role/CordonResponder/cordon-42-a1`;
const BREAK_GLASS = `arn:aws:sts::${ACCOUNT}:assumed-role/break-glass/session`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

const docs = readFileSync(join(import.meta.dirname, '../../../docs/aws.md'), 'utf8');
const written = [...docs.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);

function policyWith(sid: string): { readonly text: string; readonly actions: readonly string[] } {
  const text = written.find((one) => one.includes(`"${sid}"`)) ?? '';
  const { Statement } = JSON.parse(text) as { Statement: { Action: string[] }[] };
  return { text, actions: Statement.flatMap(({ Action }) => Action) };
}

const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
/** Something each action works on. */
function thingOf(action: string): string {
  const [service = '', call = ''] = action.split(':');
  const iam = `arn:aws:iam::${ACCOUNT}:${call.includes('Role') ? 'role/web-prod' : 'user/ci-deploy'}`;
  const object = call.includes('Object') ? '/export.csv' : '';
  const things: Readonly<Record<string, string>> = {
    ...{ kms: KEY, iam, s3: `arn:aws:s3:::customer-exports${object}` },
    ec2: 'arn:aws:ec2:eu-west-1::snapshot/snap-0abc',
    rds: `arn:aws:rds:eu-west-1:${ACCOUNT}:${call.includes('Cluster') ? 'cluster-' : ''}snapshot:orders`,
    backup: call.includes('Vault')
      ? `arn:aws:backup:eu-west-1:${ACCOUNT}:backup-vault:daily`
      : `arn:aws:backup:eu-west-1:${ACCOUNT}:recovery-point:11111111-2222-3333-4444-555555555555`,
  };
  return things[service] ?? '*';
}

function ask(by: string, action: string, organization: string | undefined, context = {}) {
  const opened = action.startsWith('kms:') ? statement({ Principal: { AWS: ROOT }, Action: 'kms:*' }) : undefined;
  return decides(
    { by, action, resource: thingOf(action), account: ACCOUNT, context },
    { identity: [ALLOW_ALL], ...(organization ? { organization: [organization] } : {}), resource: opened },
  );
}

describe('the emergency policy', () => {
  const { text, actions } = policyWith('CordonEmergency');

  it.each(actions)('denies %s to administrators and root, not to last resort', async (action) => {
    expect(await ask(ADMIN, action, undefined)).toBe('allowed');
    expect(await ask(ADMIN, action, text)).toBe('denied');
    expect(await ask(ROOT, action, text)).toBe('denied');
    expect(await ask(BREAK_GLASS, action, text)).toBe('allowed');
    expect(await ask(CORDON, action, text)).toBe('allowed');
  });

  it.each(['s3:GetObject', 's3:PutObject', 'kms:Decrypt', 'iam:CreateAccessKey'])('leaves %s', async (action) => {
    expect(await ask(ADMIN, action, text)).toBe('allowed');
  });
});

describe('the quarantine policy', () => {
  const { text, actions } = policyWith('CordonQuarantineStays');
  const quarantined = { 'aws:ResourceTag/ir:quarantine': 'true' };

  it.each(actions)('lets only Cordon’s role call %s on what is quarantined', async (action) => {
    expect(await ask(ADMIN, action, text, quarantined)).toBe('denied');
    expect(await ask(ROOT, action, text, quarantined)).toBe('denied');
    expect(await ask(CORDON, action, text, quarantined)).toBe('allowed');
    expect(await ask(ADMIN, action, text)).toBe('allowed');
    expect(await ask(ADMIN, action, text, { 'aws:ResourceTag/ir:quarantine': 'false' })).toBe('allowed');
  });
});
