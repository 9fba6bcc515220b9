/** What containing a user of IAM Identity Center reads and changes of permission sets, and how a change reaches accounts. */

import {
  DeleteInlinePolicyFromPermissionSetCommand,
  DescribePermissionSetCommand,
  DescribePermissionSetProvisioningStatusCommand,
  GetInlinePolicyForPermissionSetCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  paginateListAccountsForProvisionedPermissionSet,
  paginateListPermissionSetProvisioningStatus,
  type SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { CordonError } from '../../base/errors.ts';
import type { Step } from '../action.ts';
import type { Answered } from './steps.ts';

export interface SeenPermissionSet {
  readonly arn: string;
  readonly name: string;
  /** How long a session of it lives. */
  readonly sessionSeconds: number;
  /** Its one inline policy to the byte; null where there is none. */
  readonly policy: string | null;
}

/** One permission set of one instance of Identity Center. */
export interface PermissionSetPlace {
  readonly InstanceArn: string;
  readonly PermissionSetArn: string;
}

export async function permissionSetOf(
  sso: SSOAdminClient,
  place: PermissionSetPlace,
  abortSignal: AbortSignal,
): Promise<SeenPermissionSet> {
  const { PermissionSet } = await sso.send(new DescribePermissionSetCommand(place), { abortSignal });
  return {
    arn: place.PermissionSetArn,
    name: PermissionSet?.Name ?? place.PermissionSetArn,
    sessionSeconds: secondsOf(PermissionSet?.SessionDuration),
    policy: await inlinePolicyOf(sso, place, abortSignal),
  };
}

/** AWS answers an empty text where there is none. */
export async function inlinePolicyOf(
  sso: SSOAdminClient,
  place: PermissionSetPlace,
  abortSignal: AbortSignal,
): Promise<string | null> {
  const { InlinePolicy } = await sso.send(new GetInlinePolicyForPermissionSetCommand(place), { abortSignal });
  return InlinePolicy || null;
}

/** Deletes where `policy` is null: there is one inline policy a set, and an empty one is refused. */
export function setInlinePolicy(
  sso: SSOAdminClient,
  place: PermissionSetPlace,
  policy: string | null,
  abortSignal: AbortSignal,
): Promise<Answered> {
  return policy === null
    ? sso.send(new DeleteInlinePolicyFromPermissionSetCommand(place), { abortSignal })
    : sso.send(new PutInlinePolicyToPermissionSetCommand({ ...place, InlinePolicy: policy }), { abortSignal });
}

/** Accounts in which the set stands; with `stale`, those that do not have its latest text yet. */
export async function provisionedAccounts(
  sso: SSOAdminClient,
  place: PermissionSetPlace,
  stale: boolean,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  const ProvisioningStatus = 'LATEST_PERMISSION_SET_NOT_PROVISIONED' as const;
  const asked = { ...place, ...(stale ? { ProvisioningStatus } : {}) };
  const pages = paginateListAccountsForProvisionedPermissionSet({ client: sso }, asked, { abortSignal });
  for await (const { AccountIds = [] } of pages) found.push(...AccountIds);
  return found;
}

/**
 * A change of a permission set holds in an account only once the set is provisioned there anew (Identity Center API
 * reference, *ProvisionPermissionSet*). Done when no account is behind; one that is under way is waited for, not begun twice.
 */
export function provisionStep(sso: SSOAdminClient, place: PermissionSetPlace, name: string): Step {
  const behind = (signal: AbortSignal) => provisionedAccounts(sso, place, true, signal);
  const wanted = 'every account has its latest text';
  let begun: string | undefined;
  return {
    id: `provision:${name}`,
    call: 'ProvisionPermissionSet',
    on: `permission set ${name}`,
    prior: 'accounts have the text before',
    wanted,
    run: async (abortSignal) => {
      const accounts = await behind(abortSignal);
      if (accounts.length === 0) return { outcome: begun ? 'done' : 'already', detail: wanted };
      const detail = `${accounts.length} accounts still have the text before`;
      if (begun) await refuseFailed(sso, place.InstanceArn, begun, abortSignal);
      if (!(await isUnderWay(sso, place, abortSignal))) {
        const order = new ProvisionPermissionSetCommand({ ...place, TargetType: 'ALL_PROVISIONED_ACCOUNTS' });
        const { PermissionSetProvisioningStatus } = await sso.send(order, { abortSignal });
        begun = PermissionSetProvisioningStatus?.RequestId;
      }
      return { outcome: 'pending', detail };
    },
    look: async (signal) => ((await behind(signal)).length === 0 ? 'done' : 'not_done'),
  };
}

async function refuseFailed(
  sso: SSOAdminClient,
  InstanceArn: string,
  ProvisionPermissionSetRequestId: string,
  abortSignal: AbortSignal,
): Promise<void> {
  const ask = new DescribePermissionSetProvisioningStatusCommand({ InstanceArn, ProvisionPermissionSetRequestId });
  const { PermissionSetProvisioningStatus: seen } = await sso.send(ask, { abortSignal });
  if (seen?.Status !== 'FAILED') return;
  throw new CordonError('vendor_failed', `Provisioning the permission set failed: ${seen.FailureReason}`, {
    remedy: 'Provision it in the console of Identity Center, where the reason can be mended; then try again.',
  });
}

async function isUnderWay(
  sso: SSOAdminClient,
  { InstanceArn, PermissionSetArn }: PermissionSetPlace,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const asked = { InstanceArn, Filter: { Status: 'IN_PROGRESS' as const } };
  for await (const page of paginateListPermissionSetProvisioningStatus({ client: sso }, asked, { abortSignal })) {
    for (const { RequestId } of page.PermissionSetsProvisioningStatus ?? []) {
      const ask = new DescribePermissionSetProvisioningStatusCommand({
        InstanceArn,
        ProvisionPermissionSetRequestId: RequestId,
      });
      const { PermissionSetProvisioningStatus: seen } = await sso.send(ask, { abortSignal });
      if (seen?.PermissionSetArn === PermissionSetArn) return true;
    }
  }
  return false;
}

/** `PT1H`, `PT8H`, `PT90M`: one to twelve hours (Identity Center user guide, *Set session duration*). */
function secondsOf(duration: string | undefined): number {
  const [, hours, minutes] = /^PT(?:(\d+)H)?(?:(\d+)M)?/.exec(duration ?? '') ?? [];
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 || 3600;
}
