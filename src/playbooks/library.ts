/** All playbooks: those built in, and a customer's own, which replace built-in ones of the same id. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CordonError } from '../base/errors.ts';
import type { FileFault } from '../base/fault.ts';
import { lintPlaybook } from './lint.ts';
import type { Known } from './lint-names.ts';
import { type LoadedPlaybook, readPlaybook } from './read.ts';

/** Directory of the playbooks that come with Cordon. */
export const LIBRARY = join(import.meta.dirname, 'library');

export interface Library {
  /** By id. Only playbooks without an error. */
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  /** Of every file read, in the order of files and lines. */
  readonly faults: readonly FileFault[];
}

/**
 * Reads and lints the library and then `directory`. A faulty file is left out and reported; a built-in playbook of the
 * same id stays in force. Fails with `config_invalid` when `directory` cannot be read.
 */
export async function loadPlaybooks(
  options: { readonly directory?: string; readonly known?: Omit<Known, 'playbooks'> } = {},
): Promise<Library> {
  const faults: FileFault[] = [];
  const read: LoadedPlaybook[] = [];
  for (const directory of [LIBRARY, ...(options.directory ? [options.directory] : [])]) {
    read.push(...(await readDirectory(directory, faults)));
  }
  const known = { ...options.known, playbooks: read.map(({ playbook }) => playbook.id) };
  const playbooks = new Map<string, LoadedPlaybook>();
  for (const loaded of read) {
    const found = lintPlaybook(loaded, known);
    faults.push(...found);
    if (!found.some(({ severity }) => severity === 'error')) playbooks.set(loaded.playbook.id, loaded);
  }
  return { playbooks, faults };
}

async function readDirectory(directory: string, faults: FileFault[]): Promise<LoadedPlaybook[]> {
  const found: LoadedPlaybook[] = [];
  for (const file of await yamlFiles(directory)) {
    const reading = readPlaybook(await readFile(file, 'utf8'), file);
    faults.push(...(reading.ok ? reading.warnings : reading.faults));
    if (!reading.ok) continue;
    const fault = nameFault(reading.loaded);
    if (fault) faults.push({ severity: 'error', file, ...reading.loaded.at(['id']), path: 'id', ...fault });
    else found.push(reading.loaded);
  }
  return found;
}

function nameFault({ playbook, file }: LoadedPlaybook) {
  const name = basename(file).replace(/\.ya?ml$/, '');
  if (playbook.id === name) return undefined;
  return { what: `is ${playbook.id} in a file called ${name}`, fix: `Rename the file to ${playbook.id}.yaml.` };
}

async function yamlFiles(directory: string): Promise<string[]> {
  try {
    const names = await readdir(directory);
    return names
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => join(directory, name));
  } catch (cause) {
    throw new CordonError('config_invalid', `The playbook directory ${directory} cannot be read.`, {
      remedy: 'Correct the path, or remove it to use the built-in playbooks alone.',
      cause,
    });
  }
}
