/** `token create|list|revoke`: bearer tokens for webhooks and the API. */

import { Command, Option } from 'commander';
import { createToken, listTokens, revokeTokens } from '../../store/people.ts';
import { print, withStore } from '../with-store.ts';

interface CreateOptions {
  readonly scope: string;
  readonly name: string;
  readonly json?: boolean;
}

export function token(): Command {
  const verb = new Command('token').description('make, list or revoke API tokens');
  verb
    .command('create')
    .description('print a new token, once')
    .addOption(
      new Option('--scope <scope>', 'what it may do')
        .choices(['alerts', 'read', 'write', 'admin'])
        .makeOptionMandatory(),
    )
    .requiredOption('--name <name>', 'whose it is')
    .option('--json', 'as JSON')
    .action(async ({ scope, name, json }: CreateOptions) => {
      const secret = await withStore(({ store }) => createToken(store.db, { name, scope }));
      print(json, { token: secret, name, scope }, `${secret}\n(scope ${scope}; it is not shown again)`);
    });
  verb
    .command('list')
    .description('list tokens, without their secrets')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const rows = await withStore(({ store }) => listTokens(store.db));
      const lines = rows.map(
        ({ name, scope, createdAt, revokedAt }) =>
          `${name}  ${scope}  ${createdAt.toISOString()}  ${revokedAt ? 'revoked' : 'valid'}`,
      );
      print(json, rows, lines.join('\n') || 'No tokens.');
    });
  verb
    .command('revoke')
    .description('revoke every token of a name')
    .argument('<name>')
    .action(async (name: string) => {
      const count = await withStore(({ store }) => revokeTokens(store.db, name));
      print(false, {}, `${count} revoked.`);
    });
  return verb;
}
