/** `npm run check`: lint and format, types, import rules, dead code. Each failure names the command that mends it. */

import { spawnSync } from 'node:child_process';

const CHECKS = [
  { name: 'lint and format', command: ['biome', 'check', '.'], mend: 'npm run fix' },
  { name: 'types', command: ['tsc'], mend: 'mend the lines above, then: npx tsc' },
  {
    name: 'import rules',
    command: ['depcruise', '--config', '.dependency-cruiser.mjs', 'src'],
    mend: 'see house.config.ts for who may import whom',
  },
  { name: 'dead code', command: ['knip'], mend: 'remove what is named above, then: npx knip' },
] as const;

const failed: string[] = [];
for (const check of CHECKS) {
  const [program, ...args] = check.command;
  const { status } = spawnSync(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${check.name}`);
  if (status !== 0) failed.push(`${check.name}: ${check.mend}`);
}
for (const line of failed) console.error(`To mend ${line}`);
process.exitCode = failed.length === 0 ? 0 : 1;
