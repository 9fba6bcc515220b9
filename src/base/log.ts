/** Structured logs: a static message, data in fields, secrets redacted by path. */

import { type Logger, pino } from 'pino';

export type Log = Logger;

const SECRET_PATHS = ['authorization', 'cookie', 'token', 'password', 'secret', 'signature', 'set-cookie'].flatMap(
  (name) => [name, `*["${name}"]`, `*.*["${name}"]`].map((path) => (path.startsWith('*') ? path : `["${path}"]`)),
);

/** `level` is a pino level; `silent` for tests. */
export function createLog(level: string, destination?: { write(line: string): void }): Log {
  const options = { level, base: null, redact: { paths: SECRET_PATHS, censor: '[redacted]' } };
  return destination ? pino(options, destination) : pino(options);
}
