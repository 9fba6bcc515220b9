/** AWS Organizations of the simulated cloud: one emergency policy, and the accounts it binds once that has spread. */

import { z } from 'zod';
import { type Call, changing, reading } from './call.ts';
import { ApiFault, type ControlPolicy, found, type World } from './world.ts';

const PolicyId = z.object({ PolicyId: z.string() });
const Attachment = PolicyId.extend({ TargetId: z.string() });

export const organization: Readonly<Record<string, Call>> = {
  DescribePolicy: reading(PolicyId, (world, { PolicyId: wanted }) => {
    const { id, name, content } = policyOf(world, wanted);
    return { Policy: { PolicySummary: { Id: id, Name: name }, Content: content } };
  }),
  ListPoliciesForTarget: reading(z.object({ TargetId: z.string() }), (world, { TargetId }) => ({
    Policies: world.controlPolicies
      .filter((policy) => attachmentTo(policy, accountOf(TargetId)))
      .map(({ id, name }) => ({ Id: id, Name: name })),
  })),
  AttachPolicy: changing(Attachment, (world, { PolicyId: id, TargetId }, at) => {
    const policy = policyOf(world, id);
    if (attachmentTo(policy, accountOf(TargetId))) {
      throw new ApiFault('DuplicatePolicyAttachmentException', `${policy.name} is attached to ${TargetId} already.`);
    }
    policy.attachments.push({ account: TargetId, at });
  }),
  DetachPolicy: changing(Attachment, (world, { PolicyId: id, TargetId }, at) => {
    const policy = policyOf(world, id);
    found(attachmentTo(policy, TargetId), 'PolicyNotAttachedException', `An attachment to ${TargetId}`).detachedAt = at;
  }),
};

/** Whether the account is bound at a moment: attached long enough ago, and not detached long enough ago. */
export function isBound({ controlPolicies, propagationMs }: World, account: string, at: number): boolean {
  return controlPolicies.some(({ attachments }) =>
    attachments.some(
      (one) =>
        one.account === account &&
        one.at + propagationMs <= at &&
        (one.detachedAt === undefined || one.detachedAt + propagationMs > at),
    ),
  );
}

function policyOf({ controlPolicies }: World, id: string): ControlPolicy {
  return found(
    controlPolicies.find((policy) => policy.id === id),
    'PolicyNotFoundException',
    `Policy ${id}`,
  );
}

function attachmentTo({ attachments }: ControlPolicy, account: string) {
  return attachments.find((one) => one.account === account && one.detachedAt === undefined);
}

/** Every account of twelve digits is a member of the simulated organization. */
function accountOf(target: string): string {
  if (/^\d{12}$/.test(target)) return target;
  throw new ApiFault('TargetNotFoundException', `There is no account ${target}.`);
}
