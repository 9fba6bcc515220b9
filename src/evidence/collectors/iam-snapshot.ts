/**
 * What an identity may do and how it can be used, before anybody changes it: policies, trust, keys, factors; on AWS also
 * the IAM state of the whole account and the credential report (which AWS keeps for up to four hours: it says of when).
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectContext, EvidenceCollector, Subject } from './collector.ts';
import { list, member } from './json-content.ts';
import { type Reading, snapshotOf } from './snapshot-of.ts';

export const iamSnapshot: EvidenceCollector = {
  kind: 'iam-snapshot',
  title: 'IAM state of the identity',
  subjects: ['role', 'user'],
  permissions: [
    'iam:GetRole',
    'iam:ListRolePolicies',
    'iam:ListAttachedRolePolicies',
    'iam:ListInstanceProfilesForRole',
    'iam:GetUser',
    'iam:GetLoginProfile',
    'iam:ListGroupsForUser',
    'iam:ListUserPolicies',
    'iam:ListAttachedUserPolicies',
    'iam:ListAccessKeys',
    'iam:GetAccessKeyLastUsed',
    'iam:ListMFADevices',
    'iam:ListSSHPublicKeys',
    'iam:ListSigningCertificates',
    'iam:ListServiceSpecificCredentials',
    'iam:GetAccountAuthorizationDetails',
    'iam:GenerateCredentialReport',
    'iam:GetCredentialReport',
  ],
  async collect(subject, context, signal) {
    const onAws = subject.provider === 'aws';
    if (onAws) await reportReady(context, signal);
    const readings = onAws ? [...ofAws(subject), ...ACCOUNT] : ofIdentity(subject);
    return snapshotOf('iam-snapshot', subject, readings, context, signal);
  },
};

function ofIdentity({ kind, id }: Subject): Reading[] {
  if (kind === 'role') {
    const calls = ['GetRole', 'ListRolePolicies', 'ListAttachedRolePolicies', 'ListInstanceProfilesForRole'];
    return calls.map((call) => ({ call, input: { RoleName: id } }));
  }
  const calls = ['GetUser', 'ListUserPolicies', 'ListAttachedUserPolicies', 'ListAccessKeys', 'ListMFADevices'];
  return calls.map((call) => ({ call, input: { UserName: id } }));
}

function ofAws(subject: Subject): Reading[] {
  const readings = ofIdentity(subject);
  if (subject.kind === 'role') return readings;
  const more = [
    'GetLoginProfile',
    'ListGroupsForUser',
    'ListSSHPublicKeys',
    'ListSigningCertificates',
    'ListServiceSpecificCredentials',
  ];
  return [
    ...readings.map((one) => (one.call === 'ListAccessKeys' ? { ...one, follow: lastUses } : one)),
    ...more.map((call) => ({ call, input: { UserName: subject.id } })),
  ];
}

function lastUses(result: unknown): readonly Reading[] {
  return list(result, 'AccessKeyMetadata').map((key) => ({
    call: 'GetAccessKeyLastUsed',
    input: { AccessKeyId: member(key, 'AccessKeyId') },
  }));
}

const ACCOUNT: readonly Reading[] = [
  { call: 'GetAccountAuthorizationDetails', input: {}, pages: { next: 'Marker', as: 'Marker' } },
  { call: 'GetCredentialReport', input: {} },
];

const MOST_LOOKS = 60;

/** A report is made on demand and takes seconds; one that does not come in time is recorded as absent. */
async function reportReady({ call, pollMs }: CollectContext, signal: AbortSignal): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { result } = await call('GenerateCredentialReport', {}, signal);
    if (member(result, 'State') === 'COMPLETE') return;
    await sleep(pollMs, undefined, { signal });
  }
}
