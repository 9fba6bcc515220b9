import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES, matchesGlob, RoutingRule, route } from '../../../src/alerts/routing.ts';
import { received } from './given.ts';

const rule = (given: Record<string, unknown>) => RoutingRule.parse({ name: 'r', open: 'auto', ...given });

describe('the default rules', () => {
  it.each([
    [
      'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
      'high',
      1,
      'identity',
      'stolen-role-session',
    ],
    ['CryptoCurrency:EC2/BitcoinTool.B!DNS', 'high', 2, 'vm', 'vm-compromise'],
    ['Backdoor:EC2/C&CActivity.B!DNS', 'medium', 2, 'vm', 'vm-compromise'],
    ['Trojan:EC2/DNSDataExfiltration', 'high', 2, 'vm', 'vm-compromise'],
    ['Policy:S3/BucketAnonymousAccessGranted', 'high', 2, 'data', 'public-storage-bucket'],
    ['Policy:S3/BucketPublicAccessGranted', 'high', 2, 'data', 'public-storage-bucket'],
    ['Exfiltration:S3/AnomalousBehavior', 'high', 2, 'data', 'public-storage-bucket'],
    ['AttackSequence:IAM/CompromisedCredentials', 'critical', 1, 'generic', undefined],
    ['PrivilegeEscalation:IAMUser/AdministrativePermissions', 'high', 2, 'generic', undefined],
  ] as const)('open an incident for %s', (type, severity, sev, incidentType, playbook) => {
    const routed = route(received({ type, severity }), DEFAULT_RULES);

    expect(routed).toMatchObject({ open: 'auto', severity: sev, incidentType, visibility: 'restricted' });
    expect(routed.playbook).toBe(playbook);
  });

  it('open SEV-3 for medium, ask a person about low, and open nothing for info', () => {
    expect(route(received({ severity: 'medium' }), DEFAULT_RULES)).toMatchObject({ open: 'auto', severity: 3 });
    expect(route(received({ severity: 'low' }), DEFAULT_RULES)).toMatchObject({ open: 'triage', severity: 4 });
    expect(route(received({ severity: 'info' }), DEFAULT_RULES).because).toContain('kept for correlation');
  });

  it('are themselves what a configuration could say', () => {
    for (const given of DEFAULT_RULES) expect(RoutingRule.parse(given)).toEqual(given);
  });
});

describe('routing', () => {
  it('lets the first matching rule decide and names it with what it matched', () => {
    const rules = [
      rule({ name: 'other-account', match: { account: '9*' } }),
      rule({
        name: 'ours',
        match: { account: '1111*', entityKind: ['role', 'user'], severityAtLeast: 'medium' },
        severity: 2,
      }),
      rule({ name: 'late' }),
    ];
    const finding = received({ entities: [{ kind: 'role', id: 'web-prod', account: '111122223333' }] });

    const routed = route(finding, rules);

    expect(routed).toMatchObject({ rule: 'ours', severity: 2 });
    expect(routed.because).toBe(
      'Rule ours: severity medium is at least medium, it names a role or user, account 111122223333 matches 1111*.',
    );
  });

  it('matches labels, and does not take inherited names for labels', () => {
    const rules = [rule({ match: { label: { team: 'pay*' } } })];

    expect(route(received({ labels: { team: 'Payments' } }), rules).rule).toBe('r');
    expect(route(received({ labels: { team: 'web' } }), rules).rule).toBe('none');
    expect(route(received(), [rule({ match: { label: { constructor: '*' } } })]).rule).toBe('none');
  });

  it('asks a person when no rule matches', () => {
    expect(route(received(), [])).toMatchObject({
      open: 'triage',
      because: expect.stringContaining('No routing rule'),
    });
  });

  it('opens nothing for what is over, archived or a sample, whatever the rules say', () => {
    const rules = [rule({})];

    expect(route(received({ status: 'cleared' }), rules).open).toBe('ignore');
    expect(route(received({ status: 'suppressed' }), rules).open).toBe('ignore');
    expect(route(received({ sample: true }), rules).open).toBe('ignore');
    expect(route(received({ sample: true, drill: 'd1' }), rules).open).toBe('auto');
  });

  it('refuses a rule that ignores without a reason, and names it does not know', () => {
    expect(RoutingRule.safeParse({ name: 'r', open: 'ignore' }).error?.issues[0]?.path).toEqual(['reason']);
    expect(RoutingRule.safeParse({ name: 'r', open: 'auto', match: { typ: 'x' } }).success).toBe(false);
  });

  it('comes to an end with patterns made to hurt', () => {
    expect(matchesGlob('a'.repeat(300), `${'*a'.repeat(90)}*b`)).toBe(false);
  });

  it.each([
    ['abc', '*', true],
    ['', '*', true],
    ['', 'a', false],
    ['Policy:S3/x', 'policy:s3/*', true],
    ['a.c', 'a?c', false],
    ['abcabc', '*abc', true],
    ['abcabd', '*abc', false],
    ['a*c', 'a*c', true],
  ])('matches %s against %s: %s', (text, pattern, matches) => {
    expect(matchesGlob(text, pattern)).toBe(matches);
  });
});
