/** What actions on a role read of it before they touch it. */

import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { decoded } from './policies.ts';
import { tagsOf } from './steps.ts';

export interface SeenRole {
  /** The trust policy, verbatim. */
  readonly trust: string;
  /** How long a session of it may live; credentials of an instance live up to six hours whatever the role says. */
  readonly sessionSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** EC2 user guide, *Retrieve security credentials from instance metadata*. */
const INSTANCE_SECONDS = 6 * 3600;

export async function roleOf(iam: IAMClient, RoleName: string, abortSignal: AbortSignal): Promise<SeenRole> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }), { abortSignal });
  const trust = decoded(Role?.AssumeRolePolicyDocument) ?? '';
  const longest = Role?.MaxSessionDuration ?? 3600;
  return {
    trust,
    sessionSeconds: trust.includes('ec2.') ? Math.max(longest, INSTANCE_SECONDS) : longest,
    tags: tagsOf(Role?.Tags),
  };
}

/** Who the trust policy lets in, as people read it. */
export function trustedBy(trust: string): readonly string[] {
  return [...new Set(trust.match(/[a-z0-9-]+\.amazonaws\.com(\.cn)?|arn:[^"]+|A(?:RO|ID)A[A-Z0-9]{12,}/g) ?? [])];
}
