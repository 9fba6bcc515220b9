/**
 * Contain a user of IAM Identity Center: in the inline policy of every permission set that the user holds, directly or by a
 * group, everything is denied to `identitystore:UserId`, and the set is provisioned anew in its accounts. That ends the
 * sessions of roles in accounts, those begun before as well, which outlive the portal's by up to twelve hours (Identity Center
 * user guide, *Revoke active IAM role sessions created by permission sets*). One inline policy a set: ours is merged in.
 * Two things have no API and go to people: to disable the user, and to delete the sessions of the access portal. Where
 * users come from an identity provider, they are contained there first: it makes them anew.
 * Traps: sets that stand in the management account can be changed from there only; what users do without a role (applications
 * signed in to by Identity Center) is not reached; whoever they became by assuming roles onward is another principal.
 */

import {
  GetUserIdCommand,
  IdentitystoreClient,
  paginateListGroupMembershipsForMember,
} from '@aws-sdk/client-identitystore';
import {
  ListInstancesCommand,
  paginateListAccountAssignmentsForPrincipal,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws, AwsPlace } from './client.ts';
import { type IsOurs, statementsOf, withoutStatements, withStatements } from './merged-policy.ts';
import {
  inlinePolicyOf,
  type PermissionSetPlace,
  permissionSetOf,
  provisionedAccounts,
  provisionStep,
  type SeenPermissionSet,
  setInlinePolicy,
} from './permission-sets.ts';
import { DENY_ALL, sidOf } from './policies.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** Instance of Identity Center. */
  readonly instance: string;
  readonly userId: string;
  readonly sets: readonly SeenPermissionSet[];
  readonly accounts: readonly string[];
}

export function containSsoUser(aws: Aws): ContainmentAction<Prior> {
  const sso = (job?: ActionJob) => aws.of(SSOAdminClient, identityCenterOf(aws), job);
  const changesOf = ({ instance, userId, sets }: Prior, job: ActionJob): readonly Change[] =>
    sets.map((set) => {
      const place = { InstanceArn: instance, PermissionSetArn: set.arn };
      return { client: sso(job), place, set, userId, job, now: () => aws.now() };
    });

  return {
    id: 'aws.contain-sso-user',
    title: 'Contain user of Identity Center',
    provider: 'aws',
    targetKind: 'sso-user',
    target: targetOf('aws', 'sso-user'),
    effect: 'reversible',
    tier: 2,
    evidence: [{ kind: 'cloudtrail-window', state: 'complete' }],
    permissions: [
      'sso:ListInstances',
      'sso:ListAccountAssignmentsForPrincipal',
      'sso:DescribePermissionSet',
      'sso:GetInlinePolicyForPermissionSet',
      'sso:PutInlinePolicyToPermissionSet',
      'sso:DeleteInlinePolicyFromPermissionSet',
      'sso:ListAccountsForProvisionedPermissionSet',
      'sso:ListPermissionSetProvisioningStatus',
      'sso:DescribePermissionSetProvisioningStatus',
      'sso:ProvisionPermissionSet',
      'identitystore:GetUserId',
      'identitystore:ListGroupMembershipsForMember',
    ],
    attack: ['T1078.004', 'T1550.001'],
    d3fend: ['D3-AL', 'D3-ST', 'D3-UAP'],
    undo: 'Our statement is taken out of each permission set, once no session from before could come alive again; people enable the user.',
    settleSeconds: 15,
    recheckSeconds: 300,
    capture: async ({ id }, signal) => {
      const { instance, store } = await instanceOf(sso(), signal);
      const client = aws.of(IdentitystoreClient, identityCenterOf(aws));
      const asked = { UniqueAttribute: { AttributePath: 'userName', AttributeValue: id } };
      const { UserId = '' } = await client.send(
        new GetUserIdCommand({ IdentityStoreId: store, AlternateIdentifier: asked }),
        { abortSignal: signal },
      );
      const groups = await groupsOf(client, store, UserId, signal);
      const arns = await assignedSets(sso(), instance, UserId, groups, signal);
      if (arns.length === 0) throw nothingHeld(id);
      const sets: SeenPermissionSet[] = [];
      const accounts = new Set<string>();
      for (const PermissionSetArn of arns) {
        const place = { InstanceArn: instance, PermissionSetArn };
        sets.push(await permissionSetOf(sso(), place, signal));
        for (const account of await provisionedAccounts(sso(), place, false, signal)) accounts.add(account);
      }
      for (const set of sets) checkRoom(set, UserId, aws.now());
      return { instance, userId: UserId, sets, accounts: [...accounts].sort() };
    },
    blast: async ({ id }, { sets, accounts }) => ({
      estimate: { seconds: 10 * sets.length + accounts.length, cost: 'nothing at AWS' },
      radius: [
        `user ${id} can do nothing with ${sets.map(({ name }) => name).join(', ')} in ${accounts.length} accounts`,
        'everybody else keeps these permission sets as they are',
      ],
      warnings: ['Roles this user assumed onward are other principals and stay valid: revoke their sessions too.'],
      byHand: [
        `Disable ${id} at the identity provider first, if users come from one; then in the console of Identity Center.`,
        `Delete the active sessions of ${id} in the console of Identity Center: no API does.`,
      ],
    }),
    execute: (_target, prior, job) => [
      ...changesOf(prior, job).map(denyStep),
      ...changesOf(prior, job).map(({ client, place, set }) => provisionStep(client, place, set.name)),
    ],
    verify: async (_target, prior, job, signal) => {
      let denying = 0;
      let behind = 0;
      for (const { client, place } of changesOf(prior, job)) {
        if (stampIn(await inlinePolicyOf(client, place, signal), job)) denying += 1;
        behind += (await provisionedAccounts(client, place, true, signal)).length;
      }
      const holding = denying === prior.sets.length && behind === 0;
      const seen = `${denying} of ${prior.sets.length} permission sets deny the user; ${behind} accounts are behind.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who changed it, contain them, and try again.' }) };
    },
    release: (_target, prior, job) => [
      ...changesOf(prior, job).map(allowStep),
      ...changesOf(prior, job).map(({ client, place, set }) => provisionStep(client, place, set.name)),
    ],
  };
}

interface Change {
  readonly client: SSOAdminClient;
  readonly place: PermissionSetPlace;
  readonly set: SeenPermissionSet;
  readonly userId: string;
  readonly job: ActionJob;
  readonly now: () => Date;
}

function denyStep({ client, place, set, userId, job, now }: Change): Step {
  return awsStep({
    id: `deny:${set.name}`,
    call: 'PutInlinePolicyToPermissionSet',
    on: `permission set ${set.name}`,
    prior: set.policy === null ? 'no inline policy' : 'the inline policy as it is',
    wanted: 'everything denied to this user',
    make: async (signal) => {
      const standing = await inlinePolicyOf(client, place, signal);
      return setInlinePolicy(client, place, denied(standing, userId, job, now()), signal);
    },
    holds: async (signal) => stampIn(await inlinePolicyOf(client, place, signal), job) !== undefined,
  });
}

/** Refused while a session from before the denial could live on. */
function allowStep({ client, place, set, job, now }: Change): Step {
  return awsStep({
    id: `allow:${set.name}`,
    call: `${set.policy === null ? 'Delete' : 'Put'}InlinePolicy${set.policy === null ? 'From' : 'To'}PermissionSet`,
    on: `permission set ${set.name}`,
    prior: 'everything denied to this user',
    wanted: set.policy === null ? 'no inline policy, as before' : 'no denial of ours, the rest as it is',
    make: async (signal) => {
      const standing = await inlinePolicyOf(client, place, signal);
      refuseRevival(set, stampIn(standing, job), now());
      return setInlinePolicy(client, place, withoutStatements(standing, isOurs(job), set.policy), signal);
    },
    holds: async (signal) => stampIn(await inlinePolicyOf(client, place, signal), job) === undefined,
  });
}

/** The Sid says whose statement it is and since when, in Unix seconds: Sids are letters and digits. */
function denied(policy: string | null, userId: string, job: Pick<ActionJob, 'jobKey'>, at: Date): string {
  const Sid = `${sidOf(job)}T${Math.floor(at.getTime() / 1000)}`;
  const Condition = { StringEquals: { 'identitystore:UserId': userId } };
  return withStatements(policy, [{ Sid, ...DENY_ALL, Condition }], isOurs(job));
}

function isOurs(job: Pick<ActionJob, 'jobKey'>): IsOurs {
  return ({ Sid }) => typeof Sid === 'string' && Sid.startsWith(`${sidOf(job)}T`);
}

/** When this job denied; undefined where its statement does not stand. */
function stampIn(policy: string | null, job: ActionJob): Date | undefined {
  const ours = statementsOf(policy).find(isOurs(job));
  return ours ? new Date(Number(String(ours.Sid).split('T').at(-1)) * 1000) : undefined;
}

function refuseRevival({ name, sessionSeconds }: SeenPermissionSet, stamp: Date | undefined, now: Date): void {
  const until = new Date((stamp?.getTime() ?? 0) + sessionSeconds * 1000);
  if (!stamp || until <= now) return;
  throw new CordonError('guard_refused', `Sessions of permission set ${name} from before would come alive again.`, {
    remedy: `Release after ${until.toISOString()}, or accept the denial by name at closing: it then stays.`,
  });
}

/** Largest inline policy of a permission set in bytes (IAM Identity Center quotas). */
const MOST_BYTES = 10_240;

function checkRoom({ name, policy }: SeenPermissionSet, userId: string, now: Date): void {
  const bytes = Buffer.byteLength(denied(policy, userId, { jobKey: '0'.repeat(32) }, now));
  if (bytes <= MOST_BYTES) return;
  throw new CordonError(
    'not_allowed',
    `The policy of permission set ${name} would have ${bytes} bytes of ${MOST_BYTES}.`,
    {
      remedy: 'Take the user out of the set with its owner, or shorten the policy.',
    },
  );
}

function nothingHeld(user: string): CordonError {
  return new CordonError('not_allowed', `User ${user} of Identity Center holds no permission set.`, {
    remedy: 'There is no session of a role to end: disable the user where it comes from.',
  });
}

/** Configured, or the management account, where Identity Center lives unless it was delegated. */
function identityCenterOf({ settings }: Aws): AwsPlace {
  if (settings.identityCenter) return settings.identityCenter;
  const found = Object.entries(settings.accounts).find(([, { labels }]) => labels.includes('management'));
  if (found) return { account: found[0] };
  throw new CordonError('not_found', 'Where Identity Center is administered is not configured.', {
    remedy: 'Name account and region as clouds.aws.identityCenter (docs/aws.md).',
  });
}

async function instanceOf(sso: SSOAdminClient, abortSignal: AbortSignal): Promise<{ instance: string; store: string }> {
  const { Instances = [] } = await sso.send(new ListInstancesCommand({}), { abortSignal });
  const [{ InstanceArn = '', IdentityStoreId = '' } = {}] = Instances;
  if (InstanceArn) return { instance: InstanceArn, store: IdentityStoreId };
  throw new CordonError('not_found', 'There is no instance of Identity Center here.', {
    remedy: 'Name its account and region as clouds.aws.identityCenter (docs/aws.md).',
  });
}

async function groupsOf(
  client: IdentitystoreClient,
  IdentityStoreId: string,
  UserId: string,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const asked = { IdentityStoreId, MemberId: { UserId } };
  const groups: string[] = [];
  for await (const page of paginateListGroupMembershipsForMember({ client }, asked, { abortSignal })) {
    groups.push(...(page.GroupMemberships ?? []).flatMap(({ GroupId }) => GroupId ?? []));
  }
  return groups;
}

/** Sets that the user holds itself or by a group, in the order of their ARNs. */
async function assignedSets(
  client: SSOAdminClient,
  InstanceArn: string,
  user: string,
  groups: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const found = new Set<string>();
  const principals = [['USER', user] as const, ...groups.map((group) => ['GROUP', group] as const)];
  for (const [PrincipalType, PrincipalId] of principals) {
    const asked = { InstanceArn, PrincipalType, PrincipalId };
    for await (const page of paginateListAccountAssignmentsForPrincipal({ client }, asked, { abortSignal })) {
      for (const { PermissionSetArn } of page.AccountAssignments ?? [])
        if (PermissionSetArn) found.add(PermissionSetArn);
    }
  }
  return [...found].sort();
}
