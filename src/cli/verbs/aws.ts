/** `aws template`: prints the CloudFormation template of the role that Cordon assumes in an account. */

import { Command } from 'commander';
import { createAws } from '../../containment/aws/client.ts';
import { awsActions } from '../../containment/aws/index.ts';
import { AwsSettings } from '../../containment/aws/settings.ts';
import { roleTemplate } from '../../containment/aws/template.ts';
import { WRITE_BACK_PERMISSIONS } from '../../containment/aws/write-back.ts';
import { collectors } from '../../evidence/collectors/index.ts';

export function aws(): Command {
  const verb = new Command('aws').description('prepare AWS accounts');
  verb
    .command('template')
    .description('print the CloudFormation template of the role Cordon assumes, with what its actions need and no more')
    .action(() => {
      process.stdout.write(awsTemplate());
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
