/**
 * Contain a role by `AWSSupport-ContainIAMPrincipal`: sessions begun before are denied. A second way beside
 * `revoke-role-sessions`, maintained by AWS.
 * Trap: whoever the role trusts can begin a new session; release it only when the longest session from before has ended.
 */

import type { ContainmentAction } from '../action.ts';
import type { Aws } from './client.ts';
import { byRunbook } from './runbook.ts';
import { seenRole } from './seen-principal.ts';

export function containRoleByRunbook(aws: Aws): ContainmentAction {
  return byRunbook(aws, {
    id: 'aws.contain-role-by-runbook',
    title: "Contain role by AWS's runbook",
    targetKind: 'role',
    document: 'AWSSupport-ContainIAMPrincipal',
    release: 'Restore',
    evidence: [
      { kind: 'iam-snapshot', state: 'complete' },
      { kind: 'cloudtrail-window', state: 'complete' },
    ],
    permissions: ['iam:ListRolePolicies', 'iam:GetRolePolicy'],
    attack: ['T1550.001', 'T1078.004'],
    d3fend: ['D3-ST', 'D3-ANCI'],
    parameters: ({ id }) => ({ PrincipalType: ['IAM role'], PrincipalName: [id] }),
    look: (target, signal) => seenRole(aws, target, signal),
    radius: "every session of the role issued until now ends, the workload's own among them",
  }) as unknown as ContainmentAction;
}
