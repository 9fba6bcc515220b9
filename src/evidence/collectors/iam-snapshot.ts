/** What an identity may do and how it can be used, before anybody changes it: policies, trust, keys, factors. */

import type { EvidenceCollector, Subject } from './collector.ts';
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
    'iam:ListUserPolicies',
    'iam:ListAttachedUserPolicies',
    'iam:ListAccessKeys',
    'iam:ListMFADevices',
  ],
  collect: (subject, context, signal) => snapshotOf('iam-snapshot', subject, readings(subject), context, signal),
};

function readings({ kind, id }: Subject): Reading[] {
  if (kind === 'role') {
    const calls = ['GetRole', 'ListRolePolicies', 'ListAttachedRolePolicies', 'ListInstanceProfilesForRole'];
    return calls.map((call) => ({ call, input: { RoleName: id } }));
  }
  const calls = ['GetUser', 'ListUserPolicies', 'ListAttachedUserPolicies', 'ListAccessKeys', 'ListMFADevices'];
  return calls.map((call) => ({ call, input: { UserName: id } }));
}
