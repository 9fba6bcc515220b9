/** Naming a platform in words: what can be a side of an incident here. */

import type { Surroundings } from './command.ts';
import { firstWord } from './words.ts';

/** `slack breakglass` → the platform's id, and the rest. */
export function sideWords(text: string): { readonly platform: string; readonly rest: string } {
  const [first, rest] = firstWord(text);
  return { platform: first.toLowerCase(), rest };
}

/** Why the platform cannot be a side here, or undefined. */
export function notASide(platform: string, { platforms }: Surroundings): string | undefined {
  if (platforms.includes(platform)) return undefined;
  return `${platform.slice(0, 40)} is not connected here; ${platforms.join(', ')} ${platforms.length === 1 ? 'is' : 'are'}.`;
}
