/** `export NUMBER`: everything about an incident as a bundle that anybody can verify. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import { CordonError } from '../../base/errors.ts';
import { createAws } from '../../containment/aws/client.ts';
import { exportIncident } from '../../house/export.ts';
import { VERSION } from '../../house/open.ts';
import { openVault } from '../../house/vault.ts';
import { replay } from '../../incident/evolve.ts';
import { readEvents } from '../../store/log.ts';
import { findIncident } from '../../store/views.ts';
import { print, withStore } from '../with-store.ts';

export function exportBundle(): Command {
  return new Command('export')
    .description('write the bundle of an incident')
    .argument('<number>', 'number of the incident')
    .option('--out <file>', 'where to', 'bundle.zip')
    .option('--json', 'as JSON')
    .action(async (number: string, { out, json }: { out: string; json?: boolean }) => {
      const bundle = await withStore(async ({ store, config }) => {
        const view = await findIncident(store.db, Number(number));
        if (!view)
          throw new CordonError('not_found', `There is no incident #${number}.`, { remedy: 'Name one that exists.' });
        const aws = createAws({ settings: config.clouds.aws });
        const vault = await openVault(config, aws);
        try {
          const incident = replay(view.id, await readEvents(store.db, view.id));
          return await exportIncident({ store, vault, version: VERSION }, incident, resolve(out), 'operator');
        } finally {
          await vault[Symbol.asyncDispose]();
          aws[Symbol.dispose]();
        }
      });
      print(json, bundle, `${bundle.path}: ${bundle.events} events, ${bundle.files} files, head ${bundle.head}`);
    });
}
