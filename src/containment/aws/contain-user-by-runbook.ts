/**
 * Contain an IAM user by `AWSSupport-ContainIAMPrincipal`: keys disabled, password deleted, a deny attached. A second way
 * beside `quarantine-user`, maintained by AWS.
 * Trap: it deletes the login profile, and its restore gives the user a new password.
 */

import type { ContainmentAction } from '../action.ts';
import type { Aws } from './client.ts';
import { byRunbook } from './runbook.ts';
import { seenUser } from './seen-principal.ts';

export function containUserByRunbook(aws: Aws): ContainmentAction {
  return byRunbook(aws, {
    id: 'aws.contain-user-by-runbook',
    title: "Contain user by AWS's runbook",
    targetKind: 'user',
    document: 'AWSSupport-ContainIAMPrincipal',
    release: 'Restore',
    evidence: [
      { kind: 'iam-snapshot', state: 'complete' },
      { kind: 'cloudtrail-window', state: 'complete' },
    ],
    permissions: ['iam:ListAccessKeys', 'iam:GetLoginProfile', 'iam:ListUserPolicies', 'iam:ListAttachedUserPolicies'],
    attack: ['T1078.004', 'T1098.001', 'T1552.001'],
    d3fend: ['D3-AL', 'D3-CR', 'D3-UAP'],
    parameters: ({ id }) => ({ PrincipalType: ['IAM user'], PrincipalName: [id] }),
    look: (target, signal) => seenUser(aws, target, signal),
    radius: 'the user can do nothing, with keys, password or sessions',
  }) as unknown as ContainmentAction;
}
