/** `import slack|csv FILE…`: brings in an incident that was run without Cordon, as a retrospective one. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { createDeclare } from '../../engine/declare.ts';
import { createEngine } from '../../engine/handle.ts';
import { type HandedIn, type Imported, importIncident } from '../../house/importing.ts';
import type { Severity } from '../../incident/policy.ts';
import { reactionsTo } from '../../reactions/index.ts';
import { addPerson, findPerson, idOfName } from '../../store/people.ts';
import { print, withStore } from '../with-store.ts';

interface Options {
  readonly title: string;
  readonly as: string;
  readonly severity: string;
  readonly type: string;
  readonly open?: boolean;
  readonly channel?: string;
  readonly json?: boolean;
}

export function importHistory(): Command {
  const verb = new Command('import').description('bring in an incident that was run elsewhere, to write it up');
  verb.addCommand(
    withOptions(new Command('slack'))
      .description('from a Slack export: the zip, its folder, or one channel’s JSON files (with users.json)')
      .argument('<file...>')
      .option('--channel <name>', 'which channel, when the export holds several')
      .action((files: string[], options: Options) => bringIn('slack', files.flatMap(filesAt), options)),
  );
  verb.addCommand(
    withOptions(new Command('csv'))
      .description('from a CSV file with the columns time, author, text and, if wanted, milestone and link')
      .argument('<file>')
      .action((file: string, options: Options) => bringIn('csv', filesAt(file), options)),
  );
  return verb;
}

function withOptions(command: Command): Command {
  return command
    .requiredOption('--title <title>', 'what it was, for members only')
    .requiredOption('--as <person>', 'whose incident it becomes; a member from the start')
    .addOption(new Option('--severity <1-4>', 'how bad it was').choices(['1', '2', '3', '4']).default('3'))
    .option('--type <type>', 'type of incident', 'generic')
    .option('--open', 'for everybody here instead of members only')
    .option('--json', 'as JSON');
}

async function bringIn(kind: 'slack' | 'csv', files: readonly HandedIn[], options: Options): Promise<void> {
  const done = await withStore(async ({ store, config, log }): Promise<Imported> => {
    const engine = createEngine({ store, reactionsTo, log });
    const [roster = ''] = Object.keys(config.rosters);
    const membersOf = (id: string) => config.rosters[id]?.members ?? [];
    const person =
      (await findPerson(store.db, options.as)) ??
      (await addPerson(store.db, { id: idOfName(options.as), name: options.as }));
    return importIncident(
      { engine, declare: createDeclare({ store, engine, policy: config.policy, membersOf }), roster },
      {
        ...{ kind, files, title: options.title, incidentType: options.type },
        severity: Number(options.severity) as Severity,
        visibility: options.open ? 'open' : 'restricted',
        by: { kind: 'person', id: person.id, name: person.name, surface: 'cli' },
        ...(options.channel ? { channel: options.channel } : {}),
      },
    );
  });
  const { number, codename, entries, known } = done;
  print(
    options.json,
    done,
    known
      ? `This history is #${number} ${codename} already; nothing was changed.`
      : `#${number} ${codename}: ${entries} entries brought in. Set its milestones, then close it for the post-mortem.`,
  );
}

/** A folder is an unpacked export: its JSON files by their path inside it. */
function filesAt(path: string): readonly HandedIn[] {
  if (!statSync(path).isDirectory()) return [{ name: basename(path), bytes: readFileSync(path) }];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name: name.replaceAll('\\', '/'), bytes: readFileSync(join(path, name)) }));
}
