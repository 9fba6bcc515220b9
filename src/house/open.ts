/** Opens the house by role, floor by floor, and closes it in the opposite order. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/load.ts';
import { type Ground, openGround } from './ground.ts';
import { serve } from './serve.ts';
import { openSurfaces } from './surfaces.ts';
import { startWork } from './work.ts';

export interface House
  extends AsyncDisposable,
    Pick<
      Ground,
      'store' | 'engine' | 'vault' | 'queue' | 'converse' | 'catalogue' | 'playbooks' | 'storylines' | 'simulatedUrl'
    > {
  /** Where the pages are; undefined on a process that serves none. */
  readonly url: string | undefined;
  readonly version: string;
}

export const VERSION: string = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
).version;

/** Throws `CordonError` with a remedy when something it stands on is missing; what was opened by then is closed. */
export async function openHouse(config: Config, log: Log): Promise<House> {
  const opened = new AsyncDisposableStack();
  try {
    const ground = await openGround(config, log, opened);
    // Pages first: what workers post links to where they answer.
    const surfaces = await openSurfaces(ground, opened);
    if (config.role !== 'worker') await serve(ground, surfaces, VERSION, opened);
    if (config.role !== 'web') startWork(ground, surfaces, opened);
    const url = config.role === 'worker' ? undefined : ground.baseUrl();
    return { ...ground, url, version: VERSION, [Symbol.asyncDispose]: () => opened.disposeAsync() };
  } catch (fault) {
    await opened.disposeAsync();
    throw fault;
  }
}
