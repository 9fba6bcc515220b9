/** Every source keeps the contract of `alerts/source.ts`, and every file of the folder is in the list. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSource, SOURCE_ALIASES, SOURCES } from '../../../../src/alerts/sources/index.ts';
import { CordonError } from '../../../../src/base/errors.ts';
import { request, settings } from '../given.ts';

const FOLDER = join(import.meta.dirname, '../../../../src/alerts/sources');

describe('the list of sources', () => {
  it('holds every file of the folder, under the id the file is named by', () => {
    const files = readdirSync(FOLDER, { withFileTypes: true })
      .filter(
        (entry) => entry.name !== 'index.ts' && (entry.isFile() || existsSync(join(FOLDER, entry.name, 'index.ts'))),
      )
      .map(({ name }) => name.replace(/\.ts$/, ''));

    expect(SOURCES.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it('finds by id and by alias, and nothing else', () => {
    for (const source of SOURCES) expect(findSource(source.id)).toBe(source);
    for (const [alias, id] of SOURCE_ALIASES) expect(findSource(alias)?.id).toBe(id);
    expect(findSource('guardduty')?.id).toBe('aws-guardduty');
    expect(findSource('alertmanager')?.id).toBe('prometheus-alertmanager');
    expect(findSource('cloudevent')?.id).toBe('cloudevents');
    expect(findSource('constructor')).toBeUndefined();
  });
});

describe.each(SOURCES.map((source) => [source.id, source] as const))('%s', (_id, source) => {
  it('reads its own example whole, without a warning', () => {
    const { findings, deliveryKey, warnings } = source.read(request(source.example), settings());

    expect(deliveryKey).not.toBe('');
    expect(warnings).toBeUndefined();
    expect(findings).toHaveLength(1);
    for (const finding of findings) {
      expect(finding.title.length).toBeGreaterThan(5);
      expect(finding.entities.some(({ kind }) => kind !== 'account')).toBe(true);
      expect(finding.firstSeenAt).toMatch(/^2026-03-02T/);
    }
  });

  it('gives the same bytes the same keys', () => {
    expect(source.read(request(source.example), settings())).toEqual(source.read(request(source.example), settings()));
  });

  it.each([
    ['bearer', { authorization: 'Bearer wrong-secret' }],
    ['basic', { authorization: `Basic ${Buffer.from('cordon:wrong-secret').toString('base64')}` }],
    ['secret header', { 'x-api-key': 'wrong-secret' }],
    ['empty', { authorization: 'Bearer ' }],
  ])('refuses a wrong %s credential, saying what to do', async (_scheme, headers) => {
    expect(await source.verify(request(source.example, headers), settings())).toMatchObject({
      verdict: 'refused',
      reason: expect.stringMatching(/\.$/),
      remedy: expect.stringMatching(/\.$/),
    });
  });

  it('says none when the request carries no credential', async () => {
    expect(await source.verify(request(source.example), settings())).toEqual({ verdict: 'none' });
  });

  it('judges garbage without a throw: only reading may refuse it', async () => {
    for (const body of [Buffer.from([0xff, 0xfe]), '', '{', '[]', 'null']) {
      expect((await source.verify(request(body), settings())).verdict).toBe('none');
    }
  });

  it.each([
    ['not UTF-8', Uint8Array.from([0x7b, 0xff]), /offset 1/],
    ['not JSON', '{"a": oops}', /line 1, column 7/],
    ['cut off', source.example.slice(0, -9), /line 1, column/],
    ['too deep', '['.repeat(2000), /deeper than 64/],
    ['null', 'null', /./],
    ['a number', '7', /./],
    ['an empty array', '[]', /./],
    ['an array of null', '[null]', /./],
    ['another object', '{"hello": "world"}', /./],
  ])('refuses a body that is %s with body_invalid and the expected form', (_what, body, where) => {
    const read = () => source.read(request(body), settings());

    expect(read).toThrow(CordonError);
    expect(read).toThrow(where);
    expect(read).toThrow(
      expect.objectContaining({ code: 'body_invalid', remedy: expect.stringMatching(/^Send .+\.$/) }),
    );
  });
});

describe.each(SOURCES.map((source) => [source.id, source] as const))('a shared secret at %s', (_id, source) => {
  const verify = (headers: Record<string, string>, given = settings({ secrets: ['old-secret', 'new-secret'] })) =>
    source.verify(request(source.example, headers), given);

  it('may be either of two while rotating', async () => {
    expect(await verify({ authorization: 'Bearer old-secret' })).toMatchObject({ verdict: 'ok' });
    expect(await verify({ authorization: 'bearer new-secret' })).toMatchObject({ verdict: 'ok' });
    expect(
      await verify({ authorization: `Basic ${Buffer.from('anyone:new-secret').toString('base64')}` }),
    ).toMatchObject({ verdict: 'ok' });
  });

  it('does not come as a bearer token where only the scheme of the vendor counts', async () => {
    const strict = settings({ vendorSchemeOnly: true });

    expect(await verify({ authorization: 'Bearer right-secret' }, strict)).toMatchObject({ verdict: 'refused' });
  });

  it('is never empty', async () => {
    expect(await verify({ authorization: 'Bearer ' }, settings({ secrets: [''] }))).toMatchObject({
      verdict: 'refused',
    });
  });
});
