/** Whatever arrives: a finding that is safe to show, or `body_invalid`. Nothing else, and never slowly. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertSource } from '../../src/alerts/source.ts';
import { SOURCES } from '../../src/alerts/sources/index.ts';
import { CordonError } from '../../src/base/errors.ts';
import { NO_PAYLOADS, PAYLOADS, payload, payloadNames, request, settings } from '../unit/alerts/given.ts';

/** Line feeds and tabs are kept in descriptions alone. */
const UNSAFE = /[[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\p{Cs}]--[\t\n]]/v;

const HOSTILE = fc.constantFrom(
  '\u202e',
  '\u0000',
  '\u001b[2J',
  '\ud800',
  '\u{e0041}',
  '<!channel>',
  '__proto__',
  'constructor',
  'ghp_0123456789abcdefghij0123456789abcdef',
  '0'.repeat(5000),
  'arn:aws:iam::::',
  '2026-99-99T99:99:99Z',
  'javascript:alert(1)',
);
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  HOSTILE,
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.constant(null),
  fc.constant([]),
  fc.constant({}),
  fc.boolean(),
  fc.jsonValue(),
);

/** Choices drawn evenly: doubles of fast-check crowd near zero, which would bend everything beyond reading. */
const BENDING = fc.record({ seed: fc.integer(), odds: fc.array(ODD, { minLength: 8, maxLength: 8 }) });
type Bending = typeof BENDING extends fc.Arbitrary<infer Value> ? Value : never;

function bent(value: unknown, { seed, odds }: Bending): Uint8Array {
  let state = seed;
  const pick = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  const odd = () => odds[Math.floor(pick() * odds.length)];
  return Buffer.from(JSON.stringify(mutated(value, pick, odd)) ?? '');
}

/** Replaces, removes, renames or repeats members somewhere in the value. */
function mutated(value: unknown, pick: () => number, odd: () => unknown, depth = 0): unknown {
  if (pick() < 0.04 && depth > 0) return odd();
  if (Array.isArray(value))
    return value.flatMap((item) =>
      pick() < 0.05 ? [] : [mutated(item, pick, odd, depth + 1), ...(pick() < 0.05 ? [item] : [])],
    );
  if (typeof value === 'string') return pick() < 0.1 ? `${value}${asText(odd())}` : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => pick() > 0.04)
      .map(([name, item]) => [pick() < 0.02 ? asText(odd()) : name, mutated(item, pick, odd, depth + 1)]),
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...texts(item)]);
}

/** Whether the body could be read. */
function expectSafe(source: AlertSource, body: Uint8Array, headers: Record<string, string> = {}): boolean {
  try {
    const { findings, warnings, deliveryKey } = source.read(request(body, headers), settings());
    expect(deliveryKey.length).toBeLessThanOrEqual(200);
    for (const text of texts([findings, warnings, deliveryKey])) {
      expect(text).not.toMatch(UNSAFE);
      expect(text.length).toBeLessThanOrEqual(4000);
      expect(text).not.toContain('ghp_0123456789');
    }
    for (const finding of findings) {
      expect(finding.title).not.toContain('\n');
      expect(finding.dedupKey).not.toBe('');
      expect(finding.link ?? 'https:').toMatch(/^https?:/);
    }
    return true;
  } catch (fault) {
    if (!(fault instanceof CordonError)) throw fault;
    expect(fault.code).toBe('body_invalid');
    for (const text of [fault.message, ...fault.details]) expect(text).not.toMatch(UNSAFE);
    return false;
  }
}

const bodies = payloadNames().map((name) => payload(name));

describe.each(SOURCES.map((source) => [source.id, source] as const))('%s', (_id, source) => {
  it('survives its own form bent in any way, and still reads most of it', () => {
    const example: unknown = JSON.parse(source.example);
    let readable = 0;
    fc.assert(
      fc.property(BENDING, (bending) => {
        if (expectSafe(source, bent(example, bending))) readable++;
      }),
      { numRuns: 500 },
    );
    expect(readable).toBeGreaterThan(100);
  });

  it.skipIf(NO_PAYLOADS)(`survives every vendor's payload, whole and bent (${PAYLOADS})`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...bodies), BENDING, (body, bending) => {
        expectSafe(source, Buffer.from(body));
        expectSafe(source, bent(JSON.parse(body), bending));
      }),
      { numRuns: 200 },
    );
  });

  it('survives flipped, cut and inserted bytes', () => {
    const example = Buffer.from(source.example);
    const edits = fc.array(fc.tuple(fc.nat(example.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(edits, fc.nat(example.length), (flips, cut) => {
        const bytes = Buffer.from(example);
        for (const [at, byte] of flips) bytes[at] = byte;
        expectSafe(source, bytes);
        expectSafe(source, bytes.subarray(0, cut));
        expectSafe(source, Buffer.concat([bytes.subarray(0, cut), bytes]));
      }),
      { numRuns: 300 },
    );
  });

  it('survives any bytes under any headers, and never throws while verifying', async () => {
    const names = fc.constantFrom(
      'authorization',
      'content-type',
      'ce-specversion',
      'ce-id',
      'ce-type',
      'ce-source',
      'x-signature-256',
      'x-timestamp',
      'idempotency-key',
      'x-grafana-alerting-signature',
    );
    const headers = fc.dictionary(
      names,
      fc.oneof(HOSTILE, fc.string(), fc.constantFrom('1.0', 'Basic !', 'application/json')),
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), headers, async (body, given) => {
        expectSafe(source, body, given);
        expect(['none', 'refused']).toContain((await source.verify(request(body, given), settings())).verdict);
      }),
      { numRuns: 300 },
    );
  });
});
