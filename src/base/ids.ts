/** Ids are made at the door, never in the core: UUIDv7 (RFC 9562 §5.7), so that they sort by time. */

import { v7 } from 'uuid';

export function newId(): string {
  return v7();
}
