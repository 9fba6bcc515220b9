import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES, route } from '../../../../src/alerts/routing.ts';
import { awsGuardduty } from '../../../../src/alerts/sources/aws-guardduty/index.ts';
import { NO_PAYLOADS, PAYLOADS, payload, payloadNames, request, settings } from '../given.ts';

const example = JSON.parse(awsGuardduty.example);
const read = (body: unknown) => awsGuardduty.read(request(body), settings());
const changed = (detail: object, event: object = {}) => ({
  ...example,
  ...event,
  detail: { ...example.detail, ...detail },
});
const one = (body: unknown) => {
  const [finding] = read(body).findings;
  if (!finding) throw new Error('There is no finding.');
  return finding;
};

describe('a GuardDuty finding', () => {
  it('names account, role, credential, session, instance and address', () => {
    expect(one(example).entities).toEqual([
      { kind: 'account', id: '111122223333' },
      { kind: 'role', id: 'web-prod', account: '111122223333' },
      { kind: 'access-key', id: 'ASIAIOSFODNN7EXAMPLE', account: '111122223333' },
      { kind: 'session', id: 'AROACKCEVSQ6C2EXAMPLE:i-0abc1234def567890', account: '111122223333' },
      { kind: 'instance', id: 'i-0abc1234def567890', account: '111122223333', region: 'eu-west-1' },
      { kind: 'ip', id: '203.0.113.77' },
    ]);
  });

  it('reads the same from EventBridge, bare, in an array, and in the PascalCase of GetFindings', () => {
    const pascal = JSON.parse(JSON.stringify(example.detail), function capital(_name, value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name.charAt(0).toUpperCase() + name.slice(1), item]),
      );
    });
    const expected = read(example).findings;

    expect(read(example.detail).findings).toEqual(expected);
    expect(read([example]).findings).toEqual(expected);
    expect(read(pascal).findings).toEqual(expected);
    expect(read({ ...example, detail: pascal }).findings).toEqual(expected);
  });

  it('is one problem seen from the member and from the administrator: same dedup key, two deliveries', () => {
    const member = read(example);
    const admin = read({ ...example, account: '999999999999', id: 'another-event' });

    expect(admin.findings[0]?.dedupKey).toBe(member.findings[0]?.dedupKey);
    expect(admin.deliveryKey).not.toBe(member.deliveryKey);
  });

  it('is a new delivery of the same problem when count or time of update grows', () => {
    const before = read(example.detail);
    const counted = read({ ...example.detail, service: { ...example.detail.service, count: 4 } });
    const updated = read({ ...example.detail, updatedAt: '2026-03-02T15:14:31.120Z' });

    expect(new Set([before, counted, updated].map(({ deliveryKey }) => deliveryKey)).size).toBe(3);
    expect(new Set([before, counted, updated].map(({ findings }) => findings[0]?.dedupKey)).size).toBe(1);
  });

  it.each([
    [1, 'low'],
    [3.9, 'low'],
    [4, 'medium'],
    [6.9, 'medium'],
    [7, 'high'],
    [8.9, 'high'],
    [9, 'critical'],
    [10, 'critical'],
    ['8', 'high'],
  ])('has severity %s as %s', (severity, ours) => {
    expect(one(changed({ severity }))).toMatchObject({ severity: ours, severityRaw: String(severity) });
  });

  it.each([0, 11, 'loud', null, undefined, {}])('with severity %s is taken as medium, and says so', (severity) => {
    const { findings, warnings } = read(changed({ severity }));

    expect(findings[0]?.severity).toBe('medium');
    expect(warnings?.[0]).toContain('taken as medium');
  });

  it('that is archived is suppressed and opens nothing', () => {
    const finding = one(changed({ service: { ...example.detail.service, archived: true } }));

    expect(finding.status).toBe('suppressed');
    expect(route({ ...finding, source: 'aws-guardduty' }, DEFAULT_RULES).open).toBe('ignore');
  });

  it("tells an address of Amazon's own network apart from an attacker's", () => {
    const action = structuredClone(example.detail.service.action);
    action.awsApiCallAction.remoteIpDetails.organization.org = 'Amazon.com';

    const { entities } = one(changed({ service: { ...example.detail.service, action } }));

    expect(entities.find(({ kind }) => kind === 'ip')).toEqual({ kind: 'ip', id: '203.0.113.77', account: 'aws' });
  });

  it('names users, root, buckets, workloads and probing addresses', () => {
    const { entities } = one(
      changed({
        resource: {
          accessKeyDetails: {
            userType: 'IAMUser',
            userName: 'deploy',
            accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
            principalId: 'AIDA1',
          },
          s3BucketDetails: [{ name: 'exports' }, { arn: 'arn:aws:s3:::logs' }],
          eksClusterDetails: { name: 'prod' },
          kubernetesDetails: {
            kubernetesUserDetails: { username: 'system:serviceaccount:web:api' },
            kubernetesWorkloadDetails: { name: 'api-1', namespace: 'web' },
          },
          lambdaDetails: { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:resize:3' },
        },
        service: {
          action: { portProbeAction: { portProbeDetails: [{ remoteIpDetails: { ipAddressV4: '198.51.100.7' } }] } },
        },
      }),
    );

    expect(entities.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'account 111122223333',
      'user deploy',
      'access-key AKIAIOSFODNN7EXAMPLE',
      'function resize',
      'bucket exports',
      'bucket logs',
      'cluster prod',
      'pod web/api-1',
      'service-account system:serviceaccount:web:api',
      'ip 198.51.100.7',
    ]);
    const root = one(changed({ resource: { accessKeyDetails: { userType: 'Root', userName: 'Root' } } }));
    expect(root.entities).toContainEqual({ kind: 'user', id: 'root', account: '111122223333' });
  });

  it('names the actors and endpoints of an attack sequence', () => {
    const sequence = {
      actors: [
        {
          user: {
            name: 'deploy',
            type: 'IAMUser',
            credentialUid: 'AKIAIOSFODNN7EXAMPLE',
            account: { uid: '444455556666' },
          },
        },
      ],
      endpoints: [{ ip: '198.51.100.7' }],
      resources: [{ uid: 'arn:aws:s3:::exports', resourceType: 'S3_BUCKET' }],
    };
    const { entities } = one(
      changed({ type: 'AttackSequence:S3/CompromisedData', resource: {}, service: { detection: { sequence } } }),
    );

    expect(entities).toContainEqual({ kind: 'user', id: 'deploy', account: '444455556666' });
    expect(entities).toContainEqual({ kind: 'bucket', id: 'exports' });
    expect(entities).toContainEqual({ kind: 'ip', id: '198.51.100.7' });
  });

  it('is refused with every missing member named, and where', () => {
    expect(() => read([example, { detail: { title: 'x' } }])).toThrow(
      expect.objectContaining({
        code: 'body_invalid',
        details: [
          expect.stringContaining('1.detail.type: expected the finding type'),
          expect.stringContaining('1.detail.id'),
        ],
      }),
    );
  });

  it('refuses another kind of event by its detail-type', () => {
    expect(() => read({ ...example, 'detail-type': 'EC2 Instance State-change Notification' })).toThrow('detail-type');
  });
});

describe.skipIf(NO_PAYLOADS)(`GuardDuty's ${PAYLOADS}`, () => {
  it('are all read, each with severity and account', () => {
    const names = payloadNames().filter((name) => name.startsWith('guardduty-'));

    expect(names.length).toBeGreaterThanOrEqual(5);
    for (const name of names) {
      const { findings, warnings } = read(payload(name));
      expect(warnings, name).toBeUndefined();
      expect(findings[0]?.entities[0], name).toMatchObject({ kind: 'account' });
    }
  });

  it('that are samples open nothing', () => {
    const finding = one(payload('guardduty-eventbridge-1.json'));

    expect(finding.sample).toBe(true);
    expect(route({ ...finding, source: 'aws-guardduty' }, DEFAULT_RULES)).toMatchObject({ open: 'ignore' });
  });

  it('with PascalCase pasted into EventBridge are read like any other', () => {
    const reading = read(payload('guardduty-eventbridge-3.json'));

    expect(reading.deliveryKey).toBe('28e463cd-ca3b-587f-045e-49903af281e5');
    expect(reading.findings[0]).toMatchObject({
      type: 'UnauthorizedAccess:EC2/SSHBruteForce',
      severity: 'medium',
      techniques: ['T1110'],
      entities: expect.arrayContaining([{ kind: 'ip', id: '198.51.100.7' }]),
    });
  });

  it('of an attack sequence carry the techniques their text names', () => {
    expect(one(payload('guardduty-finding-1.json'))).toMatchObject({
      severity: 'critical',
      techniques: ['T1562.008', 'T1098.003', 'T1078.004', 'T1087.004', 'T1098'],
    });
  });

  it('tell the role an API call was aimed at', () => {
    expect(one(payload('guardduty-finding-3.json')).entities).toContainEqual({
      kind: 'role',
      id: 'IAMRole',
      account: '123456789012',
    });
  });

  it("of Security Hub and of Lambda's wrapper around other things are refused with the place", () => {
    const names = payloadNames().filter((name) => /^(securityhub-|aws-sns-lambda-)/.test(name));

    expect(names.length).toBeGreaterThanOrEqual(8);
    for (const name of names)
      expect(() => read(payload(name)), name).toThrow(expect.objectContaining({ code: 'body_invalid' }));
  });
});
