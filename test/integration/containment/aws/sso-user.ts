/** A user of Identity Center who holds one permission set directly and one by a group, in two accounts of workloads. */

import {
  CreateGroupCommand,
  CreateGroupMembershipCommand,
  CreateUserCommand,
  IdentitystoreClient,
} from '@aws-sdk/client-identitystore';
import {
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListInstancesCommand,
  SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import type { ProvisionedSets } from '../../../doubles/aws/gaps/provisioned-sets.ts';
import type { Lab } from '../../../support/aws-lab.ts';

export const UserName = 'employee-1@example.com';
export const WORKLOADS = ['111122223333', '444455556666'];
const OWN = '{ "Version": "2012-10-17", "Statement": { "Effect": "Deny", "Action": "iam:*", "Resource": "*" } }';

export interface SsoUser {
  /** Its id in the identity store. */
  readonly user: string;
  /** Names of its permission sets. */
  readonly names: readonly string[];
  /** Policy of a set, and what accounts have of it. */
  read(name: string): ReturnType<ProvisionedSets['read']>;
}

export async function makeSsoUser(lab: Lab): Promise<SsoUser> {
  const { Instances = [] } = await lab.of(SSOAdminClient).send(new ListInstancesCommand({}));
  const { InstanceArn = '', IdentityStoreId } = Instances[0] ?? {};
  const identities = lab.of(IdentitystoreClient);
  const { UserId = '' } = await identities.send(
    new CreateUserCommand({
      ...{ IdentityStoreId, UserName, DisplayName: 'Employee 1' },
      Name: { GivenName: 'Employee', FamilyName: '1' },
    }),
  );
  const { GroupId } = await identities.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: 'analysts' }));
  await identities.send(new CreateGroupMembershipCommand({ IdentityStoreId, GroupId, MemberId: { UserId } }));
  const arns = new Map([
    ['Developer', await give(lab, InstanceArn, 'Developer', ['USER', UserId], OWN)],
    ['Analyst', await give(lab, InstanceArn, 'Analyst', ['GROUP', GroupId], '')],
  ]);
  return {
    user: UserId,
    names: [...arns.keys()],
    read: (name) => lab.sets.read(lab.account, arns.get(name) ?? ''),
  };
}

async function give(
  lab: Lab,
  InstanceArn: string,
  Name: string,
  [PrincipalType, PrincipalId]: readonly ['USER' | 'GROUP', string | undefined],
  policy: string,
): Promise<string> {
  const sso = lab.of(SSOAdminClient);
  const input = { InstanceArn, Name, SessionDuration: 'PT4H' };
  const { PermissionSet } = await sso.send(new CreatePermissionSetCommand(input));
  const PermissionSetArn = PermissionSet?.PermissionSetArn ?? '';
  for (const TargetId of WORKLOADS) {
    const target = { TargetId, TargetType: 'AWS_ACCOUNT' as const };
    await sso.send(
      new CreateAccountAssignmentCommand({ InstanceArn, PermissionSetArn, PrincipalType, PrincipalId, ...target }),
    );
  }
  lab.sets.provision(lab.account, PermissionSetArn, WORKLOADS, policy);
  return PermissionSetArn;
}
