import { describe, expect, it } from 'vitest';
import { cloudevents } from '../../../../src/alerts/sources/cloudevents.ts';
import { NO_PAYLOADS, PAYLOADS, payload, payloadNames, request, settings } from '../given.ts';

const example = JSON.parse(cloudevents.example);
const read = (body: unknown, headers = {}) => cloudevents.read(request(body, headers), settings());

/** The same event in binary mode (HTTP protocol binding, section 3.1). */
const binary = {
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': example.id,
  'ce-source': example.source,
  'ce-type': example.type,
  'ce-subject': example.subject,
  'ce-time': example.time,
};

describe('a CloudEvent', () => {
  it('reads the same structured, in a batch of one, and binary', () => {
    const structured = read(example, { 'content-type': 'application/cloudevents+json; charset=utf-8' });

    expect(read([example], { 'content-type': 'application/cloudevents-batch+json' })).toEqual(structured);
    expect(read(example.data, binary)).toEqual(structured);
  });

  it('names its delivery by source and id, its problem by source, type and subject', () => {
    const { deliveryKey, findings } = read({ ...example, id: 'second' });

    expect(deliveryKey).toBe('/scanner/eu-west-1 second');
    expect(findings[0]?.dedupKey).toBe(read(example).findings[0]?.dedupKey);
    expect(read({ ...example, subject: 'else' }).findings[0]?.dedupKey).not.toBe(findings[0]?.dedupKey);
  });

  it('decodes percent-encoded and quoted attributes of binary mode', () => {
    const { findings } = read({}, { ...binary, 'ce-subject': '"Euro%20%E2%82%AC %zz"' });

    expect(findings[0]?.title).toBe('com.example.bucket.public: Euro € %zz');
  });

  it('takes text data as its description and leaves other bytes alone', () => {
    expect(read('plain words', { ...binary, 'content-type': 'text/plain' }).findings[0]?.description).toBe(
      'plain words',
    );
    expect(
      read(Uint8Array.from([0xff, 0x00]), { ...binary, 'content-type': 'application/octet-stream' }).findings,
    ).toHaveLength(1);
  });

  it('takes severity from data, else from an extension, else medium with a warning', () => {
    expect(read({ ...example, severity: 'low' }).findings[0]?.severity).toBe('high');
    expect(read({ ...example, data: {}, severity: 'critical' }).findings[0]?.severity).toBe('critical');
    expect(read({ ...example, data: {} })).toMatchObject({
      findings: [{ severity: 'medium' }],
      warnings: [expect.stringContaining('No severity')],
    });
  });

  it('says cleared when its data does', () => {
    expect(read({ ...example, data: { ...example.data, status: 'Resolved' } }).findings[0]?.status).toBe('cleared');
  });

  it('is refused without its required attributes, and of another version', () => {
    expect(() => read([example, { specversion: '0.3', id: '1' }])).toThrow(
      expect.objectContaining({
        code: 'body_invalid',
        details: expect.arrayContaining([
          expect.stringContaining('1.specversion'),
          expect.stringContaining('1.source'),
        ]),
      }),
    );
  });
});

it.skipIf(NO_PAYLOADS)(`reads the examples of the specification (${PAYLOADS})`, () => {
  const names = payloadNames().filter((name) => name.startsWith('cloudevents-'));

  expect(names).toHaveLength(4);
  for (const name of names) expect(read(payload(name)).findings.length, name).toBe(name.includes('batch') ? 2 : 1);
});
