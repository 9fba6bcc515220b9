/** The webhook body that Alertmanager defined and Grafana took over: one group, one finding per alert. */

import { z } from 'zod';
import { sha256 } from '../base/chain.ts';
import { text, textMembers } from './dig.ts';
import { boundedKey, type EntityDraft, makeFinding } from './finding.ts';
import { readJson, readShape } from './read-json.ts';
import { severityOfWord, unknownSeverity } from './severity-words.ts';
import type { AlertRequest, Finding, Reading } from './source.ts';

const Labels = z.record(z.string(), z.unknown()).nullish();

const Alert = z.object({
  status: z.string().max(60).optional(),
  labels: Labels,
  annotations: Labels,
  startsAt: z.string().max(64).nullish(),
  endsAt: z.string().max(64).nullish(),
  generatorURL: z.string().nullish(),
  dashboardURL: z.string().nullish(),
  fingerprint: z.string().max(256).nullish(),
});
type Alert = z.infer<typeof Alert>;

const Webhook = z.object({
  version: z.string({ error: 'expected the version of the webhook, as text' }).max(16),
  groupKey: z.string().max(4096).nullish(),
  truncatedAlerts: z.coerce.number().nullish(),
  alerts: z.array(Alert, { error: 'expected an array of alerts' }).min(1, 'expected at least one alert'),
});

/** Throws `body_invalid`; `versions` are those the sender may write. */
export function readAlertmanagerWebhook(request: AlertRequest, versions: readonly string[], expected: string): Reading {
  const Versioned = Webhook.refine(({ version }) => versions.includes(version), {
    path: ['version'],
    message: `expected ${versions.map((version) => `"${version}"`).join(' or ')}`,
  });
  const webhook = readShape(Versioned, readJson(request.body, expected), '', expected);
  const findings = webhook.alerts.map(findingOf);
  const warnings = [...truncation(webhook.truncatedAlerts ?? 0), ...unknownSeverities(findings)];
  return {
    deliveryKey: boundedKey(`${webhook.groupKey ?? ''} ${sha256(request.body)}`.trim()),
    findings,
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** A fingerprint is a hash over the labels: the same problem, however often it starts. */
function findingOf(alert: Alert): Finding {
  const labels = textMembers(alert.labels);
  const annotations = textMembers(alert.annotations);
  const name = text(labels, 'alertname') ?? 'unnamed alert';
  const raw = text(labels, 'severity') ?? text(labels, 'priority') ?? '';
  return makeFinding({
    dedupKey: alert.fingerprint || sha256(JSON.stringify(Object.entries(labels).sort())),
    type: name,
    title: text(annotations, 'summary') ?? text(annotations, 'title') ?? name,
    description: text(annotations, 'description') ?? text(annotations, 'message') ?? '',
    severity: severityOfWord(raw) ?? 'medium',
    severityRaw: raw,
    status: alert.status === 'resolved' ? 'cleared' : 'open',
    entities: entitiesOf(labels),
    techniques: (text(labels, 'technique') ?? text(labels, 'mitre_technique') ?? '').split(/[\s,;]+/),
    firstSeenAt: alert.startsAt ?? undefined,
    lastSeenAt: alert.status === 'resolved' ? (alert.endsAt ?? undefined) : undefined,
    link: text(annotations, 'runbook_url') ?? alert.dashboardURL ?? alert.generatorURL ?? undefined,
    labels,
  });
}

/** Label names as exporters and cloud integrations write them. `instance` is often `host:port`. */
const KINDS: readonly (readonly [kind: EntityDraft['kind'], names: readonly string[]])[] = [
  ['account', ['account_id', 'account', 'aws_account_id', 'subscription_id', 'project_id']],
  ['instance', ['instance_id', 'instance', 'host', 'hostname', 'node']],
  ['role', ['role_name', 'iam_role']],
  ['user', ['user', 'username', 'user_name']],
  ['access-key', ['access_key_id', 'access_key']],
  ['bucket', ['bucket', 'bucket_name']],
  ['service-account', ['service_account', 'serviceaccount']],
  ['function', ['function_name']],
  ['cluster', ['cluster', 'cluster_name']],
  ['repository', ['repository', 'repo']],
  ['ip', ['source_ip', 'src_ip', 'client_ip', 'remote_ip', 'ip']],
  ['domain', ['domain']],
];

function entitiesOf(labels: Readonly<Record<string, string>>): readonly EntityDraft[] {
  const first = (names: readonly string[]) =>
    names.map((name) => text(labels, name)).find((value) => value !== undefined);
  const account = first(KINDS[0]?.[1] ?? []);
  const place = { account, region: first(['region', 'aws_region']) };
  const entities = KINDS.map(([kind, names]): EntityDraft => {
    const id = first(names);
    if (kind === 'account' || kind === 'ip' || kind === 'domain') return { kind, id };
    return { kind, id: kind === 'instance' ? id?.replace(/:\d{1,5}$/, '') : id, ...place };
  });
  const pod = text(labels, 'pod');
  const namespace = text(labels, 'namespace');
  return [...entities, { kind: 'pod', id: pod && [namespace, pod].filter(Boolean).join('/'), ...place }];
}

function truncation(count: number): readonly string[] {
  return count > 0 ? [`${count} further alert(s) of this group were cut off by max_alerts; look at the sender.`] : [];
}

function unknownSeverities(findings: readonly Finding[]): readonly string[] {
  const unknown = findings.filter(({ severityRaw }) => !severityOfWord(severityRaw));
  return unknown.slice(0, 5).map(({ severityRaw, type }) => unknownSeverity(severityRaw, type));
}
