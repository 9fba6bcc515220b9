/** Ids are made at the door, never in the core: UUIDv7 (RFC 9562 §5.7), so that they sort by time. */

import { v5, v7 } from 'uuid';

export function newId(): string {
  return v7();
}

const NAMESPACE = '5d0c6c1e-6f0b-5a44-9c5b-0c1f6a3f7e21';

/** The same id for the same name, whoever asks and however often: of what may be said twice and is made once (RFC 9562 §5.5). */
export function idNamed(name: string): string {
  return v5(name, NAMESPACE);
}
