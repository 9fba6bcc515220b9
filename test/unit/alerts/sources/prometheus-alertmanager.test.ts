import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES, route } from '../../../../src/alerts/routing.ts';
import { prometheusAlertmanager } from '../../../../src/alerts/sources/prometheus-alertmanager.ts';
import { request, settings } from '../given.ts';

const example = JSON.parse(prometheusAlertmanager.example);
const [alert] = example.alerts;
const read = (given: object) => prometheusAlertmanager.read(request({ ...example, ...given }), settings());
const labelled = (labels: object) => read({ alerts: [{ ...alert, labels: { ...alert.labels, ...labels } }] });

describe('an Alertmanager group', () => {
  it('is one finding per alert, each with its own fingerprint and status', () => {
    const { findings } = read({
      alerts: [alert, { ...alert, fingerprint: 'f2', status: 'resolved', endsAt: '2026-03-02T09:20:00Z' }],
    });

    expect(findings.map(({ dedupKey, status }) => [dedupKey, status])).toEqual([
      ['c4edaaf9f9f839b0', 'open'],
      ['f2', 'cleared'],
    ]);
    expect(findings[1]?.lastSeenAt).toBe('2026-03-02T09:20:00.000Z');
    expect(findings[0]?.lastSeenAt).toBeUndefined();
  });

  it('is another delivery of the same problem when it is resolved', () => {
    const firing = read({});
    const resolved = read({ status: 'resolved', alerts: [{ ...alert, status: 'resolved' }] });

    expect(resolved.deliveryKey).not.toBe(firing.deliveryKey);
    expect(resolved.findings[0]?.dedupKey).toBe(firing.findings[0]?.dedupKey);
  });

  it('without fingerprints is told apart by its labels, in whatever order they stand', () => {
    const bare = (labels: object) => read({ alerts: [{ status: 'firing', labels }] }).findings[0]?.dedupKey;

    expect(bare({ a: '1', b: '2' })).toBe(bare({ b: '2', a: '1' }));
    expect(bare({ a: '1', b: '2' })).not.toBe(bare({ a: '1', b: '3' }));
  });

  it.each([
    ['critical', 'critical', 'auto'],
    ['page', 'critical', 'auto'],
    ['Warning', 'medium', 'auto'],
    ['info', 'info', 'ignore'],
  ])('labelled %s is %s and routed to %s', (severity, ours, open) => {
    const [finding] = labelled({ severity }).findings;

    expect(finding?.severity).toBe(ours);
    expect(finding && route({ ...finding, source: 'prometheus-alertmanager' }, DEFAULT_RULES).open).toBe(open);
  });

  it('with a severity of its own making is medium and flagged', () => {
    const { findings, warnings } = labelled({ severity: 'spicy' });

    expect(findings[0]).toMatchObject({ severity: 'medium', severityRaw: 'spicy' });
    expect(warnings?.[0]).toContain('“spicy”');
  });

  it('says when alerts were cut off', () => {
    expect(read({ truncatedAlerts: 12 }).warnings?.[0]).toContain('12 further alert(s)');
  });

  it('names things by its labels, host without port', () => {
    const { findings } = labelled({ instance: '10.0.0.5:9100', bucket: 'exports', namespace: 'web', pod: 'api-1' });

    expect(findings[0]?.entities).toContainEqual({
      kind: 'instance',
      id: '10.0.0.5',
      account: '111122223333',
      region: 'eu-west-1',
    });
    expect(findings[0]?.entities).toContainEqual({
      kind: 'pod',
      id: 'web/api-1',
      account: '111122223333',
      region: 'eu-west-1',
    });
    expect(findings[0]?.entities.some(({ kind, id }) => kind === 'bucket' && id === 'exports')).toBe(true);
  });

  it('is refused without version 4 or without alerts, with every fault named', () => {
    expect(() => read({ version: '3', alerts: [] })).toThrow(
      expect.objectContaining({
        code: 'body_invalid',
        details: [expect.stringContaining('alerts'), expect.stringContaining('version')],
      }),
    );
    expect(() => read({ alerts: [alert, { ...alert, startsAt: 7 }] })).toThrow('alerts.1.startsAt');
  });
});
