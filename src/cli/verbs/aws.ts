/** `aws template`: prints the CloudFormation template of the role that Cordon assumes in an account, or of its vault. */

import { Command } from 'commander';
import { createAws } from '../../containment/aws/client.ts';
import { awsActions } from '../../containment/aws/index.ts';
import { AwsSettings } from '../../containment/aws/settings.ts';
import { roleTemplate } from '../../containment/aws/template.ts';
import { vaultTemplate } from '../../containment/aws/vault-template.ts';
import { WRITE_BACK_PERMISSIONS } from '../../containment/aws/write-back.ts';
import { collectors } from '../../evidence/collectors/index.ts';
import { VAULT_PERMISSIONS } from '../../evidence/s3-permissions.ts';

export function aws(): Command {
  const verb = new Command('aws').description('prepare AWS accounts');
  verb
    .command('template')
    .description('print the CloudFormation template of the role Cordon assumes, with what its actions need and no more')
    .option('--vault', 'of the account of the vault instead: its bucket, its key and its role')
    .action(({ vault }: { vault?: boolean }) => {
      process.stdout.write(vault ? vaultTemplate(VAULT_PERMISSIONS) : awsTemplate());
    });
  return verb;
}

/** What actions on AWS, collectors and writing back declare, as a template. */
export function awsTemplate(): string {
  const client = createAws({ settings: AwsSettings.parse({}) });
  const declared = [...awsActions(client), ...collectors].flatMap(({ permissions }) => permissions);
  client[Symbol.dispose]();
  return roleTemplate([...declared, ...WRITE_BACK_PERMISSIONS]);
}
