/** `playbook lint`: names every fault of a playbook with file, line and fix. */

import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type FileFault, faultText } from '../../base/fault.ts';
import { loadConfig } from '../../config/load.ts';
import { EVIDENCE_KINDS } from '../../evidence/collectors/index.ts';
import { openClouds } from '../../house/clouds.ts';
import { loadPlaybooks } from '../../playbooks/library.ts';
import { lintPlaybook } from '../../playbooks/lint.ts';
import { readPlaybook } from '../../playbooks/read.ts';
import { print } from '../with-store.ts';

export function playbook(): Command {
  const verb = new Command('playbook').description('check playbooks');
  verb
    .command('lint')
    .description('check files, or the library and your own directory')
    .argument('[files...]')
    .option('--json', 'as JSON')
    .action(async (files: readonly string[], { json }: { json?: boolean }) => {
      const config = loadConfig(process.env);
      const known = {
        actions: openClouds(config, '').catalogue.names,
        evidenceKinds: EVIDENCE_KINDS,
        roles: config.policy.roles.map(({ id }) => id),
      };
      const directory = config.playbookDirectory ? { directory: config.playbookDirectory } : {};
      const library = await loadPlaybooks({ ...directory, known });
      const faults =
        files.length > 0 ? (await Promise.all(files.map((file) => lint(file, known)))).flat() : library.faults;
      print(
        json,
        faults,
        faults.map(faultText).join('\n') || `${files.length || library.playbooks.size} playbooks without a fault.`,
      );
      if (faults.some(({ severity }) => severity === 'error')) process.exitCode = 1;
    });
  return verb;
}

async function lint(file: string, known: Parameters<typeof lintPlaybook>[1]): Promise<readonly FileFault[]> {
  const reading = readPlaybook(await readFile(file, 'utf8'), file);
  return reading.ok ? [...reading.warnings, ...lintPlaybook(reading.loaded, known)] : reading.faults;
}
