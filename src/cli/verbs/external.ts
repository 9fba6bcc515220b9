/** `external NUMBER`: the version of a post-mortem for readers outside, once somebody said that it may be sent. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { CordonError } from '../../base/errors.ts';
import { externalVersion } from '../../postmortem/external.ts';
import { FORMATS } from '../../postmortem/formats/index.ts';
import { renderExternal } from '../../postmortem/parts.ts';
import { readEvents } from '../../store/log.ts';
import { findIncident } from '../../store/views.ts';
import { print, withStore } from '../with-store.ts';

interface Options {
  readonly out?: string;
  readonly draft?: boolean;
  readonly json?: boolean;
}

export function external(): Command {
  const extensions = FORMATS.map(({ extension }) => extension).join(', ');
  return new Command('external')
    .description('print the external version of a post-mortem, or write it to a file')
    .argument('<number>', 'number of the incident')
    .option('--out <file>', `where to, in the format of its name: ${extensions}`)
    .option('--draft', 'also what nobody has approved for sending')
    .option('--json', 'as JSON: the text, its SHA-256, and who approved it')
    .action(async (number: string, options: Options) => {
      const { version, path } = await withStore(async ({ store }) => {
        const view = await findIncident(store.db, Number(number));
        if (!view)
          throw new CordonError('not_found', `There is no incident #${number}.`, { remedy: 'Name one that exists.' });
        const events = await readEvents(store.db, view.id);
        const version = externalVersion(events);
        if (!version.approved && !options.draft) {
          throw new CordonError('not_allowed', 'Nobody has approved this text for sending.', {
            remedy: 'A member says in the incident: postmortem external. To read it all the same: --draft.',
          });
        }
        return { version, path: options.out && (await written(events, resolve(options.out))) };
      });
      print(options.json, { ...version, ...(path ? { path } : {}) }, path ?? version.text.trimEnd());
    });
}

async function written(events: Parameters<typeof renderExternal>[0], path: string): Promise<string> {
  const extension = path.split('.').at(-1) ?? '';
  const copy = await renderExternal(events, extension);
  if (!copy) {
    const known = FORMATS.map((one) => one.extension).join(', ');
    throw new CordonError('config_invalid', `There is no format ${extension}.`, {
      remedy: `End the name in ${known}.`,
    });
  }
  await writeFile(path, copy.body);
  return path;
}
