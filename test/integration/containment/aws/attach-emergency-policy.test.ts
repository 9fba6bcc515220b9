import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { expect } from 'vitest';
import type { Lab } from '../../../support/aws-lab.ts';
import { contract } from './contract.ts';

const Content = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: ['kms:ScheduleKeyDeletion', 'ec2:DeleteSnapshot'], Resource: '*' }],
});
const TYPE = 'SERVICE_CONTROL_POLICY';

contract({
  action: 'attach-emergency-policy',
  lab: { labels: ['management'] },
  world: async (lab) => {
    const organization = lab.of(OrganizationsClient);
    await organization.send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    const { Roots } = await organization.send(new ListRootsCommand({}));
    await organization
      .send(new EnablePolicyTypeCommand({ RootId: Roots?.[0]?.Id, PolicyType: TYPE }))
      .catch(() => undefined);
    const { CreateAccountStatus } = await organization.send(
      new CreateAccountCommand({ AccountName: 'workload', Email: 'workload@example.com' }),
    );
    const policy = { Name: 'CordonEmergency', Description: 'Denies what destroys', Type: TYPE, Content } as const;
    const made = await organization.send(new CreatePolicyCommand(policy));
    Object.assign(lab.aws.settings, { emergencyPolicyId: made.Policy?.PolicySummary?.Id });
    return { kind: 'account', id: CreateAccountStatus?.AccountId ?? '', account: CreateAccountStatus?.AccountId ?? '' };
  },
  read: (lab, { id }) => attached(lab, id),
  contained: (seen) => expect(seen).toContain('CordonEmergency'),
  release: 'restores',
});

async function attached(lab: Lab, TargetId: string): Promise<readonly string[]> {
  const asked = { TargetId, Filter: TYPE } as const;
  const { Policies = [] } = await lab.of(OrganizationsClient).send(new ListPoliciesForTargetCommand(asked));
  return Policies.flatMap(({ Name }) => Name ?? []);
}
