import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePath, valuesAt } from '../../../../src/alerts/path.ts';
import { generic } from '../../../../src/alerts/sources/generic.ts';
import { NOW, request, settings } from '../given.ts';

const now = NOW.getTime() / 1000;

function signed(body: string, at = now, secret = 'right-secret') {
  const mac = createHmac('sha256', secret).update(`v1:${at}:${body}`).digest('hex');
  return request(body, { 'x-signature-256': `sha256=${mac}`, 'x-timestamp': String(at) });
}

describe('the signature of a generic webhook', () => {
  const both = settings({ secrets: ['old-secret', 'right-secret'] });

  it('is accepted under either secret within 300 s, early or late', async () => {
    expect(await generic.verify(signed('{}'), both)).toMatchObject({ verdict: 'ok' });
    expect(await generic.verify(signed('{}', now, 'old-secret'), both)).toMatchObject({ verdict: 'ok' });
    expect(await generic.verify(signed('{}', now - 300), both)).toMatchObject({ verdict: 'ok' });
    expect(await generic.verify(signed('{}', now + 300), both)).toMatchObject({ verdict: 'ok' });
  });

  it('is refused when old, when ahead, without its time, for another body and under another secret', async () => {
    const { 'x-timestamp': _, ...timeless } = signed('{}').headers;
    const refused = [
      signed('{}', now - 301),
      signed('{}', now + 301),
      request('{}', timeless),
      { ...signed('{}'), body: Buffer.from('{} ') },
      signed('{}', now, 'wrong-secret'),
      request('{}', { 'x-signature-256': '', 'x-timestamp': String(now) }),
      request('{}', { 'x-signature-256': 'sha256=00', 'x-timestamp': `${now}e0` }),
    ];

    for (const one of refused) expect(await generic.verify(one, both)).toMatchObject({ verdict: 'refused' });
  });

  it('is required where only the own scheme counts', async () => {
    const strict = settings({ vendorSchemeOnly: true });

    expect(await generic.verify(request('{}', { 'x-api-key': 'right-secret' }), strict)).toMatchObject({
      verdict: 'refused',
    });
    expect(await generic.verify(signed('{}'), strict)).toMatchObject({ verdict: 'ok' });
  });

  it('under no secret at all is refused', async () => {
    expect(await generic.verify(signed('{}', now, ''), settings({ secrets: [] }))).toMatchObject({
      verdict: 'refused',
    });
  });
});

describe('a mapping', () => {
  const mapping = {
    items: '$.result.alerts',
    title: ['rule.name', 'rule.id'],
    type: 'rule.category',
    severity: 'risk.level',
    severities: { Katastrophe: 'critical' },
    dedup: ['rule.id', 'target.arn'],
    link: 'links["web ui"]',
    status: 'state',
    cleared: ['weg'],
    account: 'target.owner',
    entities: [
      { kind: 'bucket', path: 'target.bucket' },
      { kind: 'ip', path: 'peers[*].addr' },
    ],
    labels: 'tags',
  };
  const alert = {
    rule: { id: 'R1', name: 'Bucket öffentlich', category: 'exposure' },
    risk: { level: 'KATASTROPHE' },
    target: { arn: 'a1', bucket: 'exports', owner: '111122223333' },
    peers: [{ addr: '203.0.113.7' }, { addr: '203.0.113.8' }, {}],
    links: { 'web ui': 'https://scanner.example.com/1' },
    tags: { team: 'pay', count: 3, nested: {} },
  };
  const read = (alerts: unknown, own: Record<string, unknown> = mapping) =>
    generic.read(request({ result: { alerts } }), settings({ mapping: own }));

  it('turns a foreign body into findings', () => {
    expect(read([alert, { ...alert, state: 'WEG' }]).findings).toEqual([
      {
        dedupKey: 'R1|a1',
        type: 'exposure',
        title: 'Bucket öffentlich',
        description: '',
        severity: 'critical',
        severityRaw: 'KATASTROPHE',
        status: 'open',
        entities: [
          { kind: 'account', id: '111122223333' },
          { kind: 'bucket', id: 'exports', account: '111122223333' },
          { kind: 'ip', id: '203.0.113.7' },
          { kind: 'ip', id: '203.0.113.8' },
        ],
        techniques: [],
        link: 'https://scanner.example.com/1',
        labels: { team: 'pay', count: '3' },
      },
      expect.objectContaining({ status: 'cleared' }),
    ]);
  });

  it('takes the first path that leads somewhere', () => {
    expect(read([{ ...alert, rule: { id: 'R1' } }]).findings[0]?.title).toBe('R1');
  });

  it('says which paths led nowhere', () => {
    expect(() => read([alert, { rule: {} }])).toThrow(
      'The title of item 1 is missing: nothing at rule.name or rule.id.',
    );
    expect(() => read([])).toThrow('nothing at $.result.alerts');
  });

  it('tells problems apart by what they name when no key leads anywhere', () => {
    const keyless = { ...mapping, dedup: 'nowhere' };
    const other = { ...alert, target: { ...alert.target, bucket: 'logs' } };
    const key = (one: unknown) => read([one], keyless).findings[0]?.dedupKey;

    expect(key(alert)).toBe(key({ ...alert, risk: { level: 'low' } }));
    expect(key(alert)).not.toBe(key(other));
  });

  it('with a fault is refused as configuration, every fault named', () => {
    expect(() => read([alert], { title: 'a..b', colour: 'red' })).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        details: expect.arrayContaining([expect.stringContaining('mapping.title'), expect.stringContaining('colour')]),
      }),
    );
  });

  it('names a delivery by its Idempotency-Key, else by its bytes', () => {
    const key = (headers = {}) => generic.read(request(generic.example, headers), settings()).deliveryKey;

    expect(key({ 'idempotency-key': 'd-1' })).toBe('d-1');
    expect(key()).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a path', () => {
  const body = { a: { 'b.c': [{ d: 1 }, { d: 2 }] }, constructorless: true };

  it.each([
    ['$', [body]],
    ['a["b.c"][1].d', [2]],
    ["$.a['b.c'][*].d", [1, 2]],
    ['a[*][0].d', [1]],
    ['a.x.y', []],
    ['constructor.name', []],
    ['__proto__', []],
    ['a["b.c"].length', []],
  ])('%s leads to %j', (path, values) => {
    expect(valuesAt(body, parsePath(path) ?? ['no path'])).toEqual(values);
  });

  it.each(['a..b', 'a.', '.a', 'a[', 'a[x]', 'a b', '[-1]', 'a[?(@.b)]', `a${'.b'.repeat(20)}`])(
    '%s is none',
    (path) => {
      expect(parsePath(path)).toBeUndefined();
    },
  );
});
