/** Bytes from outside become a JSON value within limits, or one `body_invalid` that says where it went wrong. */

import { Buffer, isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import { cleanLine } from './clean.ts';
import { findJsonFault } from './json-fault.ts';

/** Real alerts nest below 20 levels; a Security Hub batch has 100 findings. */
const MAX_DEPTH = 64;
const MAX_ITEMS = 10_000;
/** An SNS envelope carries 256 KiB of escaped JSON as one string. */
const MAX_STRING = 524_288;

export type ReadOutcome = { readonly value: unknown } | { readonly fault: string };

/** The value of a body. `expected` completes "Send …". Throws `body_invalid` with the place of the fault. */
export function readJson(bytes: Uint8Array, expected: string): unknown {
  const outcome = tryReadJson(bytes);
  if ('value' in outcome) return outcome.value;
  throw bodyInvalid(`The body ${outcome.fault}.`, expected);
}

/** The same for JSON inside a string; `where` names the string. */
export function readJsonText(text: string, where: string, expected: string): unknown {
  const outcome = readText(text);
  if ('value' in outcome) return outcome.value;
  throw bodyInvalid(`${where} ${outcome.fault}.`, expected);
}

/** As `readJson`, but tells a fault instead of throwing: for `verify`, which judges bodies of any kind. */
export function tryReadJson(bytes: Uint8Array): ReadOutcome {
  const invalid = firstInvalidByte(bytes);
  if (invalid !== undefined) return { fault: `is not UTF-8: first invalid byte at offset ${invalid}` };
  return readText(new TextDecoder('utf-8').decode(bytes));
}

/**
 * `value` in the shape of `schema`, which names the fields used and no others. Throws one `body_invalid` that names
 * every fault with its path below `where`.
 */
export function readShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
  expected: string,
): z.infer<Schema> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues
    .slice(0, 20)
    .map(({ path, message }) =>
      cleanLine(`${[where, ...path.map(String)].filter(Boolean).join('.')}: ${message}`, 300),
    );
  throw bodyInvalid(`The body has another form than expected: ${faults[0] ?? where}.`, expected, faults);
}

/** The refusal of a body. */
export function bodyInvalid(message: string, expected: string, details: readonly string[] = []): CordonError {
  return new CordonError('body_invalid', message, { remedy: `Send ${expected}.`, details });
}

function readText(text: string): ReadOutcome {
  const fault = findJsonFault(text, MAX_DEPTH);
  if (fault) return { fault: `is not usable JSON: ${fault.problem}, at line ${fault.line}, column ${fault.column}` };
  const value: unknown = JSON.parse(text, harmless);
  const excess = findExcess(value, '$', 0);
  return excess ? { fault: excess } : { value };
}

/** Drops `__proto__`: assigned onward by careless code it would change what every object inherits. */
function harmless(this: unknown, name: string, value: unknown): unknown {
  return name === '__proto__' ? undefined : value;
}

/** The first array or string beyond the limits. Recursion is bounded: depth was checked before. */
function findExcess(value: unknown, path: string, depth: number): string | undefined {
  if (typeof value === 'string') {
    return value.length > MAX_STRING ? `has a string longer than ${MAX_STRING} characters at ${path}` : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && value.length > MAX_ITEMS) {
    return `has an array of ${value.length} items at ${path}; the most is ${MAX_ITEMS}`;
  }
  for (const [name, item] of Object.entries(value)) {
    const excess = findExcess(item, depth < 8 ? `${path}.${cleanLine(name, 40)}` : path, depth + 1);
    if (excess) return excess;
  }
  return undefined;
}

/** Offset of the first byte that cannot be UTF-8 (RFC 3629): where the decoder had to put a character of its own. */
function firstInvalidByte(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) {
    const offset = Buffer.byteLength(text.slice(0, at));
    if (!(bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd)) return offset;
  }
  return 0;
}
