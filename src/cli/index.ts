/** The operator's command line: one file per verb. Exit codes: 0 done, 1 found wrong or failed, 2 called wrongly. */

import { Command, CommanderError } from 'commander';
import { CordonError } from '../base/errors.ts';
import { aws } from './verbs/aws.ts';
import { doctor } from './verbs/doctor.ts';
import { drill } from './verbs/drill.ts';
import { exportBundle } from './verbs/export.ts';
import { external } from './verbs/external.ts';
import { importHistory } from './verbs/import.ts';
import { migrateDatabase } from './verbs/migrate.ts';
import { playbook } from './verbs/playbook.ts';
import { queue } from './verbs/queue.ts';
import { rebuild } from './verbs/rebuild.ts';
import { signIn } from './verbs/sign-in.ts';
import { slack } from './verbs/slack.ts';
import { teams } from './verbs/teams.ts';
import { template } from './verbs/template.ts';
import { token } from './verbs/token.ts';
import { verify } from './verbs/verify.ts';

const program = new Command('cordon')
  .description('Incident coordination for cloud security: the operator’s verbs')
  .exitOverride()
  .showHelpAfterError();
for (const verb of [
  aws,
  drill,
  verify,
  exportBundle,
  external,
  importHistory,
  token,
  signIn,
  playbook,
  template,
  queue,
  rebuild,
  migrateDatabase,
  slack,
  teams,
  doctor,
])
  program.addCommand(verb());
for (const verb of program.commands) verb.exitOverride();

try {
  await program.parseAsync();
} catch (fault) {
  if (fault instanceof CommanderError) process.exitCode = fault.exitCode === 0 ? 0 : 2;
  else if (fault instanceof CordonError) {
    console.error([fault.message, ...fault.details.map((line) => `  - ${line}`), fault.remedy].join('\n'));
    process.exitCode = 1;
  } else throw fault;
}
