/** Where evidence is kept: a directory by default, S3 in an account of its own where that is configured. */

import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { Config } from '../config/load.ts';
import type { Aws } from '../containment/aws/client.ts';
import { openDirectoryVault } from '../evidence/directory-vault.ts';
import { openS3Vault } from '../evidence/s3-vault.ts';
import type { Vault } from '../evidence/vault.ts';

/** Throws `not_found` when the account of the bucket is not configured under `clouds.aws.accounts`. */
export async function openVault({ dataDir, evidence }: Pick<Config, 'dataDir' | 'evidence'>, aws: Aws): Promise<Vault> {
  const retention = { days: evidence.retentionDays, legalHold: evidence.legalHold };
  const { vault: settings } = evidence;
  if (settings.kind === 'directory') return openDirectoryVault(join(dataDir, 'vault'), { retention });
  const { account, region } = settings;
  return openS3Vault({ client: aws.of(S3Client, { account, region }), settings, retention });
}
