/** Chromium for tests of the pages: Debian's, driven by playwright-core. */

import { type Browser, chromium } from 'playwright-core';

/** Flags that keep a headless Chromium quiet and offline; `--no-sandbox` because tests may run as root. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** Path of the browser, or empty where there is none: skip, and say so. */
export const CHROMIUM = process.env.CORDON_CHROMIUM ?? '';

export function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: [...CHROMIUM_FLAGS, ...flags] });
}
