/** Bytes on their way out of a vault, held against the hash they are known by. */

import { createHash } from 'node:crypto';
import { type Readable, Transform } from 'node:stream';
import { CordonError } from '../base/errors.ts';

/** `source` as a stream that fails with `evidence_missing` at its end when its bytes do not hash to `sha256`. */
export function checked(source: Readable, sha256: string): Readable {
  const hash = createHash('sha256');
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const actual = hash.digest('hex');
      done(actual === sha256 ? null : damaged(sha256, `its bytes hash to ${actual.slice(0, 12)}…`));
    },
  });
  source.on('error', (error) => check.destroy(damaged(sha256, 'it cannot be read', error)));
  check.on('close', () => source.destroy());
  return source.pipe(check);
}

export function damaged(sha256: string, what: string, cause?: unknown): CordonError {
  return new CordonError('evidence_missing', `Evidence ${sha256.slice(0, 12)}… is damaged: ${what}.`, {
    remedy: 'Restore it from a copy or an exported bundle; a copy is right when its SHA-256 is the name of the file.',
    ...(cause === undefined ? {} : { cause }),
  });
}
