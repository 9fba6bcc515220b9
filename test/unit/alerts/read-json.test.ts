import { describe, expect, it } from 'vitest';
import { readJson, tryReadJson } from '../../../src/alerts/read-json.ts';
import { CordonError } from '../../../src/base/errors.ts';

const read = (body: string | Uint8Array) => readJson(Buffer.from(body), 'an alert');

function faultOf(body: string | Uint8Array): string {
  const outcome = tryReadJson(Buffer.from(body));
  return 'fault' in outcome ? outcome.fault : 'none';
}

describe('reading JSON from outside', () => {
  it('reads what is JSON, duplicates included: the last one counts', () => {
    expect(read('{"a": [1, -2.5e3, "x\\u00e9\\n", true, null], "b": {}, "b": []}')).toEqual({
      a: [1, -2500, 'xé\n', true, null],
      b: [],
    });
    expect(read('\ufeff {"a":1} \n')).toEqual({ a: 1 });
  });

  it('refuses with the code, the place and the form that was expected', () => {
    expect(() => read('{"a": x}')).toThrow(CordonError);
    expect(() => read('{"a": x}')).toThrow('“x” where a value belongs, at line 1, column 7');
    try {
      read('');
    } catch (fault) {
      expect(fault).toMatchObject({ code: 'body_invalid', remedy: 'Send an alert.' });
    }
  });

  it.each([
    ['', 'the end where a value belongs, at line 1, column 1'],
    ['{"a":1,}', '“}” where a name in double quotes belongs, at line 1, column 8'],
    ['{\n  "a" 1}', '“1” where a colon belongs, at line 2, column 7'],
    ['[1 2]', '“2” where a comma or the closing bracket belongs, at line 1, column 4'],
    ['{"a":1}]', '“]” where nothing more belongs, at line 1, column 8'],
    ['[1}', '“}” where a comma or the closing bracket belongs'],
    ['["a\nb"]', '“"” where a value or ] belongs'],
    ["{'a':1}", "“'” where a name in double quotes or } belongs"],
    ['[01]', 'where a comma or the closing bracket belongs'],
    ['{"a":', 'the end where a value belongs'],
    ['NaN', '“N” where a value belongs'],
    ['"\u0007"', '“"” where a value belongs'],
    ['é', 'U+00e9 where a value belongs'],
  ])('says where %j goes wrong', (body, fault) => {
    expect(faultOf(body)).toContain(fault);
  });

  it('names the first byte that is not UTF-8, past real replacement characters', () => {
    expect(faultOf(Uint8Array.from([0x22, 0xef, 0xbf, 0xbd, 0xff, 0x22]))).toBe(
      'is not UTF-8: first invalid byte at offset 4',
    );
    expect(faultOf(Uint8Array.from([0x7b, 0xc0, 0x80]))).toContain('offset 1');
  });

  it('reads 64 levels and refuses 65, also a hundred thousand', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

    expect(faultOf(nested(64))).toBe('none');
    expect(faultOf(nested(65))).toContain('nesting deeper than 64 levels');
    expect(faultOf('[{"a":'.repeat(100_000))).toContain('nesting deeper than 64 levels');
  });

  it('refuses arrays beyond 10,000 items and strings beyond half a mebibyte, with their path', () => {
    expect(faultOf(JSON.stringify({ a: [Array(10_001).fill(0)] }))).toBe(
      'has an array of 10001 items at $.a.0; the most is 10000',
    );
    expect(faultOf(JSON.stringify({ a: Array(10_000).fill(0) }))).toBe('none');
    expect(faultOf(JSON.stringify({ b: 'x'.repeat(524_289) }))).toContain('at $.b');
  });

  it('reads a mebibyte of escapes without choking', () => {
    expect(faultOf(JSON.stringify('\n'.repeat(500_000)))).toBe('none');
  });

  it('leaves prototypes alone', () => {
    const value = read('{"__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}}');

    expect(Object.keys(value as object)).toEqual(['constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
