/** What AWS's runbook changes of an identity: of a user its keys and password, of a role the sessions it denies. */

import {
  GetLoginProfileCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import type { ActionTarget } from '../action.ts';
import type { Aws } from './client.ts';
import { decoded } from './policies.ts';
import type { Seen } from './runbook.ts';
import { orAbsent } from './steps.ts';

/** Contained: no key works, and there is no password. */
export async function seenUser(aws: Aws, target: ActionTarget, abortSignal: AbortSignal): Promise<Seen> {
  const iam = aws.of(IAMClient, target);
  const of = { UserName: target.id };
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand(of), { abortSignal });
  const { PolicyNames = [] } = await iam.send(new ListUserPoliciesCommand(of), { abortSignal });
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedUserPoliciesCommand(of), { abortSignal });
  const profile = await orAbsent(iam.send(new GetLoginProfileCommand(of), { abortSignal }));
  const keys = AccessKeyMetadata.map(({ AccessKeyId, Status }) => `${AccessKeyId} ${Status}`).sort();
  const attached = AttachedPolicies.map(({ PolicyArn }) => PolicyArn).sort();
  return {
    state: JSON.stringify([keys, PolicyNames.sort(), attached, profile !== undefined]),
    contained: profile === undefined && AccessKeyMetadata.every(({ Status }) => Status !== 'Active'),
  };
}

/** Contained: a policy of its own denies sessions by when they were issued. */
export async function seenRole(aws: Aws, target: ActionTarget, abortSignal: AbortSignal): Promise<Seen> {
  const iam = aws.of(IAMClient, target);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: target.id }), { abortSignal });
  const texts: string[] = [];
  for (const PolicyName of PolicyNames.sort()) {
    const ask = new GetRolePolicyCommand({ RoleName: target.id, PolicyName });
    const { PolicyDocument } = await iam.send(ask, { abortSignal });
    texts.push(decoded(PolicyDocument) ?? '');
  }
  return {
    state: JSON.stringify(texts),
    contained: texts.some((text) => /"Deny"/.test(text) && /TokenIssueTime/.test(text)),
  };
}
