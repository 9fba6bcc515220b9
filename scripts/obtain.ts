/** Obtains what the tests need beyond npm: from the path, or from the system's packages where that is allowed. */

import { spawnSync } from 'node:child_process';

export interface Need {
  readonly name: string;
  /** Programs of which any one will do. */
  readonly programs: readonly string[];
  /** Debian package that has it. */
  readonly debian: string;
  /** Environment variable that points at one running or installed elsewhere. */
  readonly variable: string;
}

export interface Found {
  readonly need: Need;
  /** Path, address, or undefined when it cannot be had. */
  readonly at: string | undefined;
  readonly how: string;
}

export const NEEDS: readonly Need[] = [
  { name: 'Redis', programs: ['redis-server', 'valkey-server'], debian: 'redis-server', variable: 'REDIS_URL' },
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium',
    variable: 'CORDON_CHROMIUM',
  },
];

/** Looks in the environment, then on the path, then asks the system's package manager when running as root. */
export function obtain(need: Need): Found {
  const given = process.env[need.variable];
  if (given) return { need, at: given, how: `from ${need.variable}` };
  const there = onPath(need);
  if (there) return { need, at: there, how: 'on the path' };
  if (process.getuid?.() === 0 && which('apt-get')) {
    console.log(`installing ${need.debian} from the system's packages …`);
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', need.debian], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const installed = onPath(need);
    if (installed) return { need, at: installed, how: "installed from the system's packages" };
  }
  return { need, at: undefined, how: `not found: install ${need.debian}, or set ${need.variable}` };
}

function onPath(need: Need): string | undefined {
  return need.programs.map(which).find((path) => path !== undefined);
}

function which(program: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
