/** Who else could still administer an account: read before an identity is contained, so that nobody locks the door from within. */

import { GetGroupCommand, type IAMClient, paginateListEntitiesForPolicy } from '@aws-sdk/client-iam';
import { orAbsent } from './steps.ts';

/**
 * Whether a user or role is the only one that holds AdministratorAccess, itself or through a group. Administrators by
 * other policies cannot be seen this way: `false` is no proof that there is another.
 */
export async function isLastAdmin(
  iam: IAMClient,
  partition: string,
  { kind, id }: { readonly kind: 'user' | 'role'; readonly id: string },
  signal: AbortSignal,
): Promise<boolean> {
  const holders =
    (await orAbsent(holdersOf(iam, `arn:${partition}:iam::aws:policy/AdministratorAccess`, signal))) ?? [];
  return holders.length === 1 && holders[0] === `${kind}/${id}`;
}

async function holdersOf(iam: IAMClient, PolicyArn: string, abortSignal: AbortSignal): Promise<readonly string[]> {
  const holders = new Set<string>();
  const groups: string[] = [];
  for await (const page of paginateListEntitiesForPolicy({ client: iam }, { PolicyArn }, { abortSignal })) {
    for (const { UserName } of page.PolicyUsers ?? []) holders.add(`user/${UserName}`);
    for (const { RoleName } of page.PolicyRoles ?? []) holders.add(`role/${RoleName}`);
    groups.push(...(page.PolicyGroups ?? []).flatMap(({ GroupName }) => GroupName ?? []));
  }
  for (const GroupName of groups) {
    const { Users = [] } = await iam.send(new GetGroupCommand({ GroupName }), { abortSignal });
    for (const { UserName } of Users) holders.add(`user/${UserName}`);
  }
  return [...holders];
}
