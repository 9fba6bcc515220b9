/** Where each piece of a vault's manifest stands in a bundle: derived from the manifest, so that it can be checked. */

import { evidencePath } from './bundle-form.ts';
import type { Held } from './vault.ts';

type Piece = Pick<Held, 'key' | 'name' | 'sha256' | 'bytes'>;

/** `evidence/e1/name`; a further piece under the same key stands in `evidence/e1.2/`. Case never tells two apart. */
export function evidencePaths<T extends Piece>(pieces: readonly T[]): { readonly path: string; readonly piece: T }[] {
  const taken = new Map<string, number>();
  return pieces.map((piece) => {
    const key = piece.key.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 48) || 'piece';
    const times = (taken.get(key.toLowerCase()) ?? 0) + 1;
    taken.set(key.toLowerCase(), times);
    return { path: evidencePath(times === 1 ? key : `${key}.${times}`, piece.name), piece };
  });
}
