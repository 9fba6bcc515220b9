/** `teams package`: the app package to upload in Teams. */

import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { CordonError } from '../../base/errors.ts';
import { loadConfig } from '../../config/load.ts';
import { VERSION } from '../../house/open.ts';
import { packageOf } from '../../teams/package.ts';
import { APPLICATION, OPTIONAL, RSC } from '../../teams/permissions.ts';
import { print } from '../with-store.ts';

interface Options {
  readonly out: string;
  readonly url?: string;
  readonly appId?: string;
  readonly json?: boolean;
}

export function teams(): Command {
  const verb = new Command('teams').description('set Microsoft Teams up');
  verb
    .command('package')
    .description('write the app package, and say what each permission is for')
    .option('--out <file>', 'where to', 'cordon-teams.zip')
    .option('--url <url>', 'where Teams and people reach Cordon; CORDON_BASE_URL by default')
    .option('--app-id <id>', 'client id of the app registration; TEAMS_APP_ID by default')
    .option('--json', 'as JSON')
    .action(async ({ out, url, appId, json }: Options) => {
      const config = loadConfig(process.env);
      const id = appId ?? config.teams.appId;
      const baseUrl = url ?? config.baseUrl;
      if (!id || !baseUrl?.startsWith('https://')) {
        throw new CordonError('config_invalid', 'The package needs an app id and an address that begins with https.', {
          remedy: 'Set TEAMS_APP_ID and CORDON_BASE_URL, or give --app-id and --url; see docs/teams.md.',
        });
      }
      writeFileSync(out, await packageOf({ appId: id, baseUrl: baseUrl.replace(/\/+$/, ''), version: VERSION }));
      const permissions = { application: APPLICATION, optional: OPTIONAL, inTeamsAndChats: RSC };
      print(json, { file: out, permissions }, `${out} is written.\n\n${reasons()}`);
    });
  return verb;
}

function reasons(): string {
  const listed = (title: string, all: Readonly<Record<string, string>>): string =>
    [title, ...Object.entries(all).map(([name, reason]) => `  ${name}: ${reason}`)].join('\n');
  return [
    listed('Application permissions, for an administrator to consent to:', APPLICATION),
    listed('Optional ones:', OPTIONAL),
    listed('In teams and chats where the app is, named in the manifest:', RSC),
  ].join('\n\n');
}
