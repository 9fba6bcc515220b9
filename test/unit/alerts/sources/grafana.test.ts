import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { grafana } from '../../../../src/alerts/sources/grafana.ts';
import { NO_PAYLOADS, NOW, PAYLOADS, payload, request, settings } from '../given.ts';

const sign = (text: string) => createHmac('sha256', 'right-secret').update(text).digest('hex');
const verify = (headers: Record<string, string>, body = grafana.example) =>
  grafana.verify(request(body, headers), settings());
const now = String(NOW.getTime() / 1000);

describe("Grafana's signature", () => {
  it('covers the body, or time and body', async () => {
    expect(await verify({ 'x-grafana-alerting-signature': sign(grafana.example) })).toMatchObject({ verdict: 'ok' });
    expect(
      await verify({
        'x-grafana-alerting-signature': sign(`${now}:${grafana.example}`),
        'x-grafana-alerting-timestamp': now,
      }),
    ).toMatchObject({ verdict: 'ok' });
  });

  it('is refused when the body changed, the time is old, or a bearer stands beside a wrong one', async () => {
    const old = String(NOW.getTime() / 1000 - 301);
    const wrong = { 'x-grafana-alerting-signature': sign('else'), authorization: 'Bearer right-secret' };

    expect(await verify({ 'x-grafana-alerting-signature': sign(grafana.example) }, '{}')).toMatchObject({
      verdict: 'refused',
    });
    expect(await verify(wrong)).toMatchObject({ verdict: 'refused' });
    expect(
      await verify({
        'x-grafana-alerting-signature': sign(`${old}:${grafana.example}`),
        'x-grafana-alerting-timestamp': old,
      }),
    ).toMatchObject({ verdict: 'refused', reason: expect.stringContaining('300 s') });
  });
});

it.skipIf(NO_PAYLOADS)(`reads Grafana 12's own webhook (${PAYLOADS}) and drops its link without a host`, () => {
  const { findings } = grafana.read(request(payload('grafana-1.json')), settings());

  expect(findings[0]).toMatchObject({
    dedupKey: 'c4edaaf9f9f839b0',
    type: 'TestAlert',
    severity: 'medium',
    link: 'https://grafana.example.com/d/dashboard_uid',
  });
});
