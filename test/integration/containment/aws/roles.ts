/** A role with policies of its own, and how to read what actions may touch of it. */

import {
  CreateRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { Lab } from '../../../support/aws-lab.ts';

export const RoleName = 'web-prod';
export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
export const OWN = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});

export async function makeRole(lab: Lab): Promise<void> {
  const iam = lab.of(IAMClient);
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: OWN }));
}

export async function readRole(lab: Lab): Promise<{ trust: unknown; policies: Record<string, unknown> }> {
  const iam = lab.of(IAMClient);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies: Record<string, unknown> = {};
  for (const PolicyName of PolicyNames) {
    const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    policies[PolicyName] = JSON.parse(decodeURIComponent(PolicyDocument));
  }
  return { trust: JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')), policies };
}
