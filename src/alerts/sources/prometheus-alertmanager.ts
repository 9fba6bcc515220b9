/** Prometheus Alertmanager: webhook version 4, authenticated by the `http_config` of the receiver (basic or bearer). */

import { readAlertmanagerWebhook } from '../alertmanager-webhook.ts';
import { verifySharedSecret } from '../credentials.ts';
import type { AlertSource } from '../source.ts';

const EXPECTED = 'the webhook body of Alertmanager, version "4", with its array of alerts';

export const prometheusAlertmanager: AlertSource = {
  id: 'prometheus-alertmanager',
  title: 'Prometheus Alertmanager',
  docs: 'https://prometheus.io/docs/alerting/latest/configuration/#webhook_config',
  example: JSON.stringify({
    version: '4',
    groupKey: '{}:{alertname="UnexpectedOutboundTraffic"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'cordon',
    groupLabels: { alertname: 'UnexpectedOutboundTraffic' },
    commonLabels: { alertname: 'UnexpectedOutboundTraffic', severity: 'critical' },
    commonAnnotations: {},
    externalURL: 'https://alertmanager.example.com',
    alerts: [
      {
        status: 'firing',
        labels: {
          alertname: 'UnexpectedOutboundTraffic',
          severity: 'critical',
          instance: 'web-1.example.com:9100',
          account_id: '111122223333',
          region: 'eu-west-1',
          src_ip: '203.0.113.77',
        },
        annotations: {
          summary: 'web-1 sends ten times its usual traffic',
          description: 'Outbound traffic has been above 800 Mbit/s for 10 minutes.',
        },
        startsAt: '2026-03-02T09:10:00.000Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL:
          'https://prometheus.example.com/graph?g0.expr=rate%28node_network_transmit_bytes_total%5B5m%5D%29',
        fingerprint: 'c4edaaf9f9f839b0',
      },
    ],
  }),
  verify: verifySharedSecret,
  read: (request) => readAlertmanagerWebhook(request, ['4'], EXPECTED),
};
