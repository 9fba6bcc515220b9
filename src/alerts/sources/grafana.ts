/** Grafana alerting: its webhook, signed by HMAC where a secret is set for it, or with basic or bearer credentials. */

import { readAlertmanagerWebhook } from '../alertmanager-webhook.ts';
import { isFresh, matchesHmac, refused, verifySharedSecret } from '../credentials.ts';
import type { AlertRequest, AlertSource, SourceSettings, Verdict } from '../source.ts';

const EXPECTED = 'the webhook body of Grafana alerting, version "1", with its array of alerts';
/** The header of the time is named by Grafana's `hmacConfig.timestampHeader`; this is the name we document. */
const TIME_HEADER = 'x-grafana-alerting-timestamp';

export const grafana: AlertSource = {
  id: 'grafana',
  title: 'Grafana alerting',
  docs: 'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
  example: JSON.stringify({
    version: '1',
    receiver: 'cordon',
    status: 'firing',
    groupKey: 'webhook-c4edaaf9f9f839b0-1777986297',
    truncatedAlerts: 0,
    orgId: 1,
    title: '[FIRING:1] RootConsoleLogin',
    state: 'alerting',
    alerts: [
      {
        status: 'firing',
        labels: {
          alertname: 'RootConsoleLogin',
          severity: 'high',
          account_id: '111122223333',
          source_ip: '203.0.113.77',
        },
        annotations: {
          summary: 'Somebody signed in as root',
          description: 'One console sign-in by root in five minutes.',
        },
        startsAt: '2026-03-02T09:10:00Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'https://grafana.example.com/alerting/grafana/root-login/view?orgId=1',
        fingerprint: 'a3c1aaf9f9f83911',
      },
    ],
  }),
  verify,
  read: (request) => readAlertmanagerWebhook(request, ['1'], EXPECTED),
};

/** The signature covers the body, or `time:body` when the time is sent: grafana/alerting, `http/hmac.go`. */
function verify(request: AlertRequest, settings: SourceSettings): Verdict {
  const signature = request.headers['x-grafana-alerting-signature'];
  if (signature === undefined) return verifySharedSecret(request, settings);
  const time = request.headers[TIME_HEADER];
  if (time !== undefined && !isFresh(time, request.receivedAt)) {
    return refused(
      `${TIME_HEADER} is missing its time or more than 300 s off.`,
      'Set the clocks of Grafana and Cordon by NTP.',
    );
  }
  const signed = time === undefined ? [request.body] : [`${time}:`, request.body];
  return matchesHmac(signature, signed, settings.secrets)
    ? { verdict: 'ok', by: 'HMAC signature' }
    : refused('The signature does not match the body.', "Use one of this source's secrets in Grafana's HMAC settings.");
}
