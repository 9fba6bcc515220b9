/** The routing rules used after the configured ones: GuardDuty's families by playbook, then every source by severity. */

import type { RoutingRule } from './routing-rule.ts';

const RESTRICTED = { roster: 'cloud-security', visibility: 'restricted' } as const;

/** Finding types: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html */
export const DEFAULT_RULES: readonly RoutingRule[] = [
  {
    ...RESTRICTED,
    name: 'stolen-instance-credentials',
    match: { type: '*:IAMUser/InstanceCredentialExfiltration*' },
    severity: 1,
    incidentType: 'identity',
    playbook: 'stolen-role-session',
    open: 'auto',
  },
  {
    ...RESTRICTED,
    name: 'root-login',
    match: { type: 'Policy:IAMUser/RootCredentialUsage' },
    severity: 1,
    incidentType: 'identity',
    playbook: 'root-login',
    open: 'auto',
  },
  {
    ...RESTRICTED,
    name: 'compromised-instance',
    match: { type: ['CryptoCurrency:EC2/*', 'Backdoor:EC2/*', 'Trojan:EC2/*'] },
    severity: 2,
    incidentType: 'vm',
    playbook: 'vm-compromise',
    open: 'auto',
  },
  {
    ...RESTRICTED,
    name: 'public-or-exfiltrated-storage',
    match: { type: ['Policy:S3/BucketAnonymousAccessGranted', '*S3/*Public*', 'Exfiltration:S3/*'] },
    severity: 2,
    incidentType: 'data',
    playbook: 'public-storage-bucket',
    open: 'auto',
  },
  {
    ...RESTRICTED,
    name: 'any-critical',
    match: { severityAtLeast: 'critical' },
    severity: 1,
    incidentType: 'generic',
    open: 'auto',
  },
  {
    ...RESTRICTED,
    name: 'any-high',
    match: { severityAtLeast: 'high' },
    severity: 2,
    incidentType: 'generic',
    open: 'auto',
  },
  {
    ...RESTRICTED,
    name: 'any-medium',
    match: { severityAtLeast: 'medium' },
    severity: 3,
    incidentType: 'generic',
    open: 'auto',
  },
  {
    ...RESTRICTED,
    name: 'any-low',
    match: { severityAtLeast: 'low' },
    severity: 4,
    incidentType: 'generic',
    open: 'triage',
  },
  {
    ...RESTRICTED,
    name: 'informational',
    match: {},
    severity: 4,
    incidentType: 'generic',
    open: 'ignore',
    reason: 'Informational findings are kept for correlation and open nothing.',
  },
];
