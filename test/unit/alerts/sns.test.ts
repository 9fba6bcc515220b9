import { createSign } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SnsEnvelope, stringToSign } from '../../../src/alerts/sns.ts';
import { createCertificateStore, type FetchCertificate } from '../../../src/alerts/sns-certificates.ts';
import { createAwsGuardduty } from '../../../src/alerts/sources/aws-guardduty/index.ts';
import { NO_PAYLOADS, NOW, PAYLOADS, payload, request, settings } from './given.ts';
import { selfSigned } from './self-signed.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:guardduty-findings';
const CERT_URL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
const allowed = settings({ allow: [TOPIC] });

const own = selfSigned(new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z'));
const expired = selfSigned(new Date('2020-01-01T00:00:00Z'), new Date('2021-01-01T00:00:00Z'));

/** A real server on loopback stands in for Amazon's; only the host of the address is exchanged. */
const asked: string[] = [];
const pems = new Map([
  ['/SimpleNotificationService-0123456789abcdef.pem', own.pem],
  ['/SimpleNotificationService-expired.pem', expired.pem],
]);
const server = createServer((incoming, answer) => {
  asked.push(incoming.url ?? '');
  const pem = pems.get(incoming.url ?? '');
  answer.writeHead(pem ? 200 : 404).end(pem);
});
const fetchFromLoopback: FetchCertificate = async (url) => {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server is not listening.');
  const answer = await fetch(`http://127.0.0.1:${address.port}${new URL(url).pathname}`);
  if (!answer.ok) throw new Error(`The certificate answered ${answer.status}.`);
  return answer.text();
};
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

function notification(given: Partial<SnsEnvelope> = {}): SnsEnvelope {
  return {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC,
    Subject: 'finding',
    Message: createAwsGuardduty(fetchFromLoopback).example,
    Timestamp: '2026-03-02T09:14:59.000Z',
    SignatureVersion: '2',
    SigningCertURL: CERT_URL,
    ...given,
  };
}

function signed(envelope: SnsEnvelope, key = own.privateKey): SnsEnvelope {
  const signer = createSign(envelope.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256').update(
    stringToSign(envelope),
  );
  return { ...envelope, Signature: signer.sign(key, 'base64') };
}

const verify = (envelope: SnsEnvelope, given = allowed) =>
  createAwsGuardduty(fetchFromLoopback).verify(request(envelope), given);

describe('an SNS notification', () => {
  it.each(['1', '2'])('is accepted with a true signature of version %s for an allowed topic', async (version) => {
    expect(await verify(signed(notification({ SignatureVersion: version })))).toEqual({ verdict: 'ok', by: TOPIC });
  });

  it('is refused when its message was changed after signing', async () => {
    const forged = { ...signed(notification()), Message: '{}' };

    expect(await verify(forged)).toMatchObject({
      verdict: 'refused',
      reason: expect.stringContaining('does not match'),
    });
  });

  it('is refused when another key signed it, or a version that does not exist', async () => {
    expect(await verify(signed(notification(), expired.privateKey))).toMatchObject({ verdict: 'refused' });
    expect(await verify({ ...signed(notification()), SignatureVersion: '3' })).toMatchObject({ verdict: 'refused' });
    expect(await verify({ ...signed(notification()), SignatureVersion: 'toString' })).toMatchObject({
      verdict: 'refused',
    });
  });

  it('is refused when the certificate has run out', async () => {
    const url = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-expired.pem';
    const old = signed(notification({ SigningCertURL: url }), expired.privateKey);

    expect(await verify(old)).toMatchObject({
      verdict: 'refused',
      reason: expect.stringContaining('not valid at this time'),
    });
  });

  it('is refused for a topic that is not allowed, without fetching anything', async () => {
    const before = asked.length;

    const verdict = await verify(signed(notification({ TopicArn: `${TOPIC}-other` })));

    expect(verdict).toMatchObject({ verdict: 'refused', remedy: expect.stringContaining('allow') });
    expect(asked.length).toBe(before);
  });

  it.each([
    'http://sns.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com/a.pem',
    'https://user@sns.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/a.pem',
    'https://sns.us-east-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com/?Action=Publish&x=a.pem',
    'https://sns.eu-west-1.amazonaws.com/a.pem?x=1',
    'https://sns.eu-west-1.amazonaws.com/../a/b.pem',
    'https://sns.eu-west-1.amazonaws.com/a.txt',
    'https://s3.amazonaws.com/sns.eu-west-1.amazonaws.com/a.pem',
    'file:///etc/passwd.pem',
    'not an address',
  ])('is refused with its certificate at %s, and nothing is fetched', async (url) => {
    const before = asked.length;

    const verdict = await verify(signed(notification({ SigningCertURL: url })));

    expect(verdict).toMatchObject({ verdict: 'refused', reason: expect.stringContaining('SigningCertURL') });
    expect(asked.length).toBe(before);
  });

  it('is kept by SNS for another try when the certificate cannot be had: a retryable fault, no refusal', async () => {
    const gone = signed(notification({ SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/gone.pem' }));

    await expect(verify(gone)).rejects.toMatchObject({ code: 'vendor_failed', retryable: true });
  });

  it('is read as the finding inside, its delivery named by the EventBridge event', () => {
    const reading = createAwsGuardduty(fetchFromLoopback).read(request(notification()), allowed);

    expect(reading.deliveryKey).toBe('7b2d6f0e-3c51-4a52-9d3a-2f4f6f0c1a10');
    expect(reading.findings).toHaveLength(1);
  });

  it('names its delivery by MessageId when the message is a bare finding that tells no state', () => {
    const bare = JSON.stringify({ id: 'f1', type: 'Recon:EC2/PortProbeUnprotectedPort', severity: 2 });

    const reading = createAwsGuardduty(fetchFromLoopback).read(request(notification({ Message: bare })), allowed);

    expect(reading.deliveryKey).toBe('22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324');
  });
});

describe('raw delivery without an envelope', () => {
  const { example } = createAwsGuardduty(fetchFromLoopback);

  it('needs a secret, for there is no signature', async () => {
    const guardduty = createAwsGuardduty(fetchFromLoopback);

    expect(await guardduty.verify(request(example), allowed)).toEqual({ verdict: 'none' });
    expect(await guardduty.verify(request(example, { 'x-api-key': 'right-secret' }), allowed)).toMatchObject({
      verdict: 'ok',
    });
  });

  it('does not let a secret stand in for the signature of an envelope', async () => {
    const guardduty = createAwsGuardduty(fetchFromLoopback);
    const forged = request({ ...signed(notification()), Message: '{}' }, { authorization: 'Bearer right-secret' });

    expect(await guardduty.verify(forged, allowed)).toMatchObject({ verdict: 'refused' });
  });
});

describe('a subscription to confirm', () => {
  const confirmation = notification({
    Type: 'SubscriptionConfirmation',
    Message: 'You have chosen to subscribe …',
    Token: '2336412f37fb687f5d51e6e2425c464d',
    SubscribeURL: 'https://evil.example/steal',
  });
  const read = (given = allowed) => createAwsGuardduty(fetchFromLoopback).read(request(confirmation), given);

  it('is verified over its own fields', async () => {
    expect(await verify(signed(confirmation))).toMatchObject({ verdict: 'ok' });
    expect(await verify({ ...signed(confirmation), Token: 'another0123456789' })).toMatchObject({ verdict: 'refused' });
  });

  it('is kept under a key that is safe to show, whatever its id says', () => {
    const odd = notification({ Type: 'SubscriptionConfirmation', MessageId: 'a\u202eb\u0000' });

    expect(createAwsGuardduty(fetchFromLoopback).read(request(odd), allowed).deliveryKey).toMatch(
      /^ab ?#[0-9a-f]{64}$/,
    );
  });

  it('is answered at an address rebuilt from topic and token, never at the one in the message', () => {
    const { confirm, findings } = read();

    const url = new URL(confirm?.url ?? '');
    expect(url.origin).toBe('https://sns.eu-west-1.amazonaws.com');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'ConfirmSubscription',
      TopicArn: TOPIC,
      Token: '2336412f37fb687f5d51e6e2425c464d',
    });
    expect(findings).toEqual([]);
  });

  it('is not answered for a topic that is not allowed', () => {
    const reading = read(settings());

    expect(reading.confirm).toBeUndefined();
    expect(reading.warnings?.[0]).toContain('not confirmed');
  });

  it.skipIf(NO_PAYLOADS)(`is read from a real one of Amazon's (${PAYLOADS})`, () => {
    const topic = 'arn:aws:sns:us-east-1:908968368384:sandbox_platform-notifications-topic';

    const reading = createAwsGuardduty(fetchFromLoopback).read(
      request(payload('aws-sns-https-1.json')),
      settings({ allow: [topic] }),
    );

    expect(reading.confirm?.url).toMatch(/^https:\/\/sns\.us-east-1\.amazonaws\.com\/\?Action=ConfirmSubscription&/);
  });
});

describe('the store of certificates', () => {
  const counting = () => {
    const fetched: string[] = [];
    const store = createCertificateStore(
      async (url) => {
        fetched.push(url);
        return own.pem;
      },
      () => clock.now,
    );
    const clock = { now: NOW.getTime() };
    return { fetched, store, clock };
  };

  it('fetches once for many asks, also at the same time, and again after a day', async () => {
    const { fetched, store, clock } = counting();

    await Promise.all([store.get('a'), store.get('a'), store.get('a')]);
    expect(fetched).toEqual(['a']);
    clock.now += 25 * 60 * 60 * 1000;
    await store.get('a');

    expect(fetched).toEqual(['a', 'a']);
  });

  it('keeps a bounded number', async () => {
    const { fetched, store } = counting();

    for (let n = 0; n <= 32; n++) await store.get(`u${n}`);
    await store.get('u0');

    expect(fetched.filter((url) => url === 'u0')).toHaveLength(2);
  });

  it('does not keep a failure', async () => {
    let tries = 0;
    const store = createCertificateStore(async () => {
      if (++tries === 1) throw new Error('down');
      return own.pem;
    });

    await expect(store.get('a')).rejects.toMatchObject({ code: 'vendor_failed' });
    await expect(store.get('a')).resolves.toBeDefined();
  });
});
