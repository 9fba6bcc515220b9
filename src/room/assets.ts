/** Style, script, icon and the morphing library, read once, served under their hash and cached for ever. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface Asset {
  readonly body: string;
  readonly type: string;
  readonly hash: string;
}

const FOLDER = join(import.meta.dirname, 'assets');
const SCRIPT = 'text/javascript; charset=utf-8';

const idiomorph = asset(read(createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.esm.js')), SCRIPT);
const ASSETS: Readonly<Record<string, Asset>> = {
  'room.css': asset(read(join(FOLDER, 'room.css')), 'text/css; charset=utf-8'),
  'idiomorph.js': idiomorph,
  // Its import carries the hash too: what is cached for ever must change its address when it changes.
  'room.js': asset(
    read(join(FOLDER, 'room.js')).replace('./idiomorph.js', `./idiomorph.js?v=${idiomorph.hash}`),
    SCRIPT,
  ),
  'icon.svg': asset(read(join(FOLDER, 'icon.svg')), 'image/svg+xml'),
};

function read(path: string): string {
  return readFileSync(path, 'utf8');
}

function asset(body: string, type: string): Asset {
  return { body, type, hash: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}

export function assetUrl(name: 'room.css' | 'room.js' | 'icon.svg'): string {
  return `/assets/${name}?v=${ASSETS[name]?.hash}`;
}

export function findAsset(name: string): Asset | undefined {
  return Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
}
