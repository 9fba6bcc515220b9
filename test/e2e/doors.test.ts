import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHouse, type TestHouse } from '../support/start-house.ts';
import { until } from '../support/until.ts';

const PAYLOADS = process.env.CORDON_PAYLOADS ?? join(import.meta.dirname, '../../../shared/payloads');
const payloads = existsSync(PAYLOADS)
  ? readdirSync(PAYLOADS).filter((file) => /^guardduty-eventbridge-.*\.json$/.test(file))
  : [];

let test: TestHouse;
beforeAll(async () => {
  test = await startHouse();
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

async function incidents(): Promise<readonly { number: number; title: string; severity: number; mode: string }[]> {
  const answer = (await (await test.call('GET', '/api/v1/incidents')).json()) as { incidents: never[] };
  return answer.incidents;
}

const finding = (
  id: string,
  role: string,
  type = 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
) => ({
  version: '0',
  id: `event-${id}`,
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  account: '111122223333',
  time: '2026-01-31T13:20:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    schemaVersion: '2.0',
    accountId: '111122223333',
    region: 'eu-west-1',
    id,
    type,
    title: `Credentials of ${role} used from outside`,
    description: 'Used from an external address.',
    severity: 8,
    createdAt: '2026-01-31T13:19:00Z',
    updatedAt: '2026-01-31T13:19:30Z',
    resource: {
      resourceType: 'AccessKey',
      accessKeyDetails: { userName: role, userType: 'AssumedRole', accessKeyId: `ASIA${id}` },
    },
    service: {
      serviceName: 'guardduty',
      count: 1,
      archived: false,
      eventFirstSeen: '2026-01-31T13:10:00Z',
      eventLastSeen: '2026-01-31T13:19:00Z',
    },
  },
});

describe('the alert door', () => {
  it('opens one incident for a finding, answers a resend as a duplicate, and joins a second finding on the same role', async () => {
    const first = await test.call('POST', '/alerts/aws-guardduty', finding('one', 'role-a'));
    const resent = await test.call('POST', '/alerts/aws-guardduty', finding('one', 'role-a'));
    await until(async () => (await incidents()).length === 1);
    const second = await test.call('POST', '/alerts/aws-guardduty', finding('two', 'role-a'));

    expect(first.status).toBe(202);
    expect(await first.json()).toMatchObject({ delivery: expect.any(String), finding: expect.any(String) });
    expect(resent.status).toBe(200);
    expect(second.status).toBe(202);
    await until(async () => (await test.incident(1)).alerts.length === 2);
    expect(await incidents()).toHaveLength(1);
    const incident = await test.incident(1);
    expect(incident).toMatchObject({ severity: 1, incidentType: 'identity', visibility: 'restricted' });
    await until(async () => (await test.incident(1)).playbook?.slug === 'stolen-role-session');
    await until(async () => (await test.incident(1)).members.length === 3);
  });

  it('unwraps SNS, takes Alertmanager and CloudEvents, and marks what it joined or opened', async () => {
    const before = (await incidents()).length;
    const sns = {
      Type: 'Notification',
      MessageId: 'message-1',
      TopicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts',
      Message: JSON.stringify(finding('sns', 'role-sns')),
      Timestamp: '2026-01-31T13:20:00.000Z',
      SignatureVersion: '1',
      Signature: 'AA==',
      SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/a.pem',
    };
    const alertmanager = {
      version: '4',
      groupKey: '{}:{alertname="Exfiltration"}',
      status: 'firing',
      receiver: 'cordon',
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: 'http://alertmanager.example',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'Exfiltration', severity: 'critical', instance: 'db-7:9100' },
          annotations: { summary: 'Bytes leave db-7' },
          startsAt: '2026-01-31T13:20:00Z',
          endsAt: '0001-01-01T00:00:00Z',
          fingerprint: 'c0ffee',
        },
      ],
    };
    const event = {
      specversion: '1.0',
      id: 'ce-1',
      source: '/detector',
      type: 'com.example.detection',
      subject: 'bucket/exports',
      data: { title: 'Bucket exports read by a stranger', severity: 'critical' },
    };

    expect(
      (
        await test.call('POST', '/alerts/aws-guardduty', sns, {
          'x-amz-sns-message-type': 'Notification',
          'content-type': 'text/plain',
        })
      ).status,
    ).toBe(202);
    expect((await test.call('POST', '/alerts/alertmanager', alertmanager)).status).toBe(202);
    expect(
      (await test.call('POST', '/alerts/cloudevents', event, { 'content-type': 'application/cloudevents+json' }))
        .status,
    ).toBe(202);

    await until(async () => (await incidents()).length === before + 3);
  });

  it.each(payloads)('takes the real payload %s', async (file) => {
    const answer = await test.call('POST', '/alerts/aws-guardduty', readFileSync(join(PAYLOADS, file), 'utf8'));

    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({ finding: expect.any(String) });
  });
});

describe('bad input', () => {
  it.each([
    ['malformed', '{"a":', 400],
    ['not an object', '17', 400],
    ['deeply nested', '['.repeat(5000) + ']'.repeat(5000), 400],
    ['empty', '', 400],
    ['of another shape', '{"hello":"world"}', 400],
  ])('answers a %s body with a sentence and lives', async (_what, body, status) => {
    const answer = await test.call('POST', '/alerts/aws-guardduty', body);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({
      error: 'body_invalid',
      message: expect.any(String),
      remedy: expect.any(String),
    });
    expect((await fetch(`${test.url}/readyz`)).status).toBe(200);
  });

  it('answers bytes that are not UTF-8, and bodies that are too large', async () => {
    const headers = { authorization: `Bearer ${test.token}`, 'content-type': 'application/json' };
    const broken = await fetch(`${test.url}/alerts/aws-guardduty`, {
      method: 'POST',
      headers,
      body: new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
    });
    const large = await fetch(`${test.url}/alerts/aws-guardduty`, {
      method: 'POST',
      headers,
      body: `{"a":"${'x'.repeat(2_000_000)}"}`,
    });

    expect(broken.status).toBe(400);
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ error: 'body_too_large' });
  });

  it('refuses without a credential, with a wrong one, and with one of another scope', async () => {
    const body = JSON.stringify(finding('nobody', 'role-x'));
    const post = (authorization?: string) =>
      fetch(`${test.url}/alerts/aws-guardduty`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      });

    expect((await post()).status).toBe(401);
    expect((await post('Bearer cordon_wrong')).status).toBe(401);
    expect((await test.call('POST', '/alerts/nobody-knows', {})).status).toBe(404);
  });

  it('answers an unknown incident, an unknown command and a foreign host', async () => {
    const unknown = await test.say('responder-1', 999, 'status');
    const nonsense = await test.say('responder-1', 1, 'frobnicate');
    const rebound = await new Promise<number>((done, failed) => {
      get(`${test.url}/`, { headers: { host: 'evil.example' } }, (answer) =>
        done(answer.resume().statusCode ?? 0),
      ).once('error', failed);
    });

    expect(unknown.status).toBe(409);
    expect(nonsense).toMatchObject({ status: 400, body: { error: 'body_invalid' } });
    expect(rebound).toBe(403);
  });
});
