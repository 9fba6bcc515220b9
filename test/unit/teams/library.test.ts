import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const NAMED = /@microsoft\/teams-ai|botbuilder|botframework/i;

it('names the vendor’s library nowhere outside the room of Teams', () => {
  const files = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !file.startsWith('src/teams/'));

  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((file) => NAMED.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
});

it('loads it only to connect, not to check settings, print the package or run the doctor', () => {
  const loaded = ['settings', 'package', 'doctor'].map((file) => `await import('./src/teams/${file}.ts');`).join('');
  const asked = `${loaded} console.log(Object.keys((await import('node:module')).createRequire(import.meta.url).cache).join())`;
  const out = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', asked.replace('import.meta.url', `'${ROOT}/x.js'`)],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  );

  expect(out).not.toMatch(NAMED);
});
