/** Style, script and the morphing library, read once, served under their hash and cached for ever. */

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
const IDIOMORPH = createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.esm.js');

const ASSETS: Readonly<Record<string, Asset>> = {
  'room.css': read(join(FOLDER, 'room.css'), 'text/css; charset=utf-8'),
  'idiomorph.js': read(IDIOMORPH, 'text/javascript; charset=utf-8'),
  'room.js': read(join(FOLDER, 'room.js'), 'text/javascript; charset=utf-8'),
};

function read(path: string, type: string): Asset {
  const body = readFileSync(path, 'utf8');
  return { body, type, hash: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}

export function assetUrl(name: 'room.css' | 'room.js'): string {
  return `/assets/${name}?v=${ASSETS[name]?.hash}`;
}

export function findAsset(name: string): Asset | undefined {
  return Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
}
