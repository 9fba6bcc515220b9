/** `template lint`: names every fault of a post-mortem template with file, line and fix. */

import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { faultText } from '../../base/fault.ts';
import { loadConfig } from '../../config/load.ts';
import { loadTemplates, readTemplate } from '../../postmortem/template.ts';
import { print } from '../with-store.ts';

export function template(): Command {
  const verb = new Command('template').description('check templates of post-mortems');
  verb
    .command('lint')
    .description('check files, or ours and your own directory')
    .argument('[files...]')
    .option('--json', 'as JSON')
    .action(async (files: readonly string[], { json }: { json?: boolean }) => {
      const all = await loadTemplates(files.length > 0 ? undefined : loadConfig(process.env).templateDirectory);
      const read = await Promise.all(
        files.map(async (file) => readTemplate(await readFile(file, 'utf8'), file).faults),
      );
      const faults = files.length > 0 ? read.flat() : all.faults;
      const none = `${files.length || all.count} templates without a fault.`;
      print(json, faults, faults.map(faultText).join('\n') || none);
      if (faults.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
  return verb;
}
