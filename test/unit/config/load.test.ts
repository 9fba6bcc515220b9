import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../../src/config/load.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cordon-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function configOf(yaml: string): Config {
  const file = join(folder, 'cordon.yaml');
  writeFileSync(file, yaml);
  return loadConfig({ CORDON_DATA_DIR: folder, CORDON_CONFIG: file });
}

function faultsOf(yaml: string): readonly string[] {
  try {
    configOf(yaml);
  } catch (fault) {
    return (fault as { details: readonly string[] }).details;
  }
  return [];
}

describe('the configuration', () => {
  it('changes the approval rule of one tier and leaves the others as they are', () => {
    const { policy } = configOf(`
policy:
  standingAuthority: [ransomware, active-destruction]
  approvals:
    T1: { approvals: 2, roles: [forensics], expiresMinutes: 15, typedTarget: true }
`);

    expect(policy.approvals.T1).toEqual({
      ...{ approvals: 2, roles: ['forensics'], expiresMinutes: 15, typedTarget: true },
    });
    expect(policy.approvals.T3).toMatchObject({ approvals: 2, expiresMinutes: 10, typedTarget: true });
    expect(policy.standingAuthority).toEqual(['ransomware', 'active-destruction']);
  });

  it('refuses a rule that nobody could ever meet, and says where it stands', () => {
    const [fault] = faultsOf(`policy:
  approvals:
    T1: { approvals: 1, roles: [captain], expiresMinutes: 15, typedTarget: false }
`);

    expect(fault).toMatch(/cordon\.yaml:3: policy\.approvals\.T1\.roles\.0: .*"commander"/);
  });

  it('adds to what guards protect, and cannot take away', () => {
    expect(configOf('guards: { protectedAccounts: ["999988887777"] }').guards).toEqual({
      protectedAccounts: ['999988887777'],
      protectedPrincipals: [],
    });
    expect(faultsOf('guards: { unprotected: [cordon] }')).toHaveLength(1);
  });

  it('keeps evidence in a directory for three years where it says nothing', () => {
    expect(configOf('').evidence).toMatchObject({
      ...{ vault: { kind: 'directory' }, retentionDays: 1095, legalHold: false },
    });
  });
});
