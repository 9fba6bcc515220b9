/** `slack manifest`: the app manifest to paste into Slack. */

import { Command } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { manifestOf, manifestYaml } from '../../slack/manifest.ts';

interface Options {
  readonly http?: string;
  readonly json?: boolean;
}

export function slack(): Command {
  const verb = new Command('slack').description('set Slack up');
  verb
    .command('manifest')
    .description('print the app manifest, each scope with its reason')
    .option('--http <url>', 'for HTTP instead of Socket Mode: the address at which Slack reaches Cordon')
    .option('--json', 'as JSON')
    .action(({ http, json }: Options) => {
      const options = { command: loadConfig(process.env).prefix, url: http };
      console.log(json ? JSON.stringify(manifestOf(options), undefined, 2) : manifestYaml(options).trimEnd());
    });
  return verb;
}
