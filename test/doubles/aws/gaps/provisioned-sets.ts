/**
 * How permission sets of Identity Center reach accounts, which moto does not know: a change of the inline policy leaves every
 * account behind until the set is provisioned anew, which takes a look or two. Per account of the administrator and set.
 */

import { randomUUID } from 'node:crypto';
import type { Gap, Question } from '../gap.ts';

interface Provisioned {
  policy: string;
  /** Text that accounts have. */
  provisioned: string;
  readonly accounts: readonly string[];
  /** An order under way, and looks until it is through. */
  order?: { readonly id: string; looks: number };
}

export interface ProvisionedSets {
  readonly gaps: Readonly<Record<string, Gap>>;
  /** The set stands in `accounts` with this inline policy; none where it is empty. */
  provision(account: string, set: string, accounts: readonly string[], policy: string): void;
  /** Inline policy of a set, and what its accounts have of it. */
  read(account: string, set: string): { readonly policy: string; readonly provisioned: string };
}

/** Looks at an order until it is through. */
const LOOKS = 2;

export function provisionedSets(): ProvisionedSets {
  const held = new Map<string, Provisioned>();
  const find = (account: string, set: unknown): Provisioned => {
    const known = held.get(`${account} ${set}`) ?? { policy: '', provisioned: '', accounts: [] };
    held.set(`${account} ${set}`, known);
    return known;
  };
  const of = ({ account, input }: Question) => find(account, input.PermissionSetArn);
  const orders = (account: string) =>
    [...held].flatMap(([key, one]) =>
      key.startsWith(`${account} `) && one.order
        ? [{ RequestId: one.order.id, PermissionSetArn: key.slice(account.length + 1), Status: 'IN_PROGRESS' }]
        : [],
    );
  return {
    gaps: {
      GetInlinePolicyForPermissionSet: (question) => ({ InlinePolicy: of(question).policy }),
      PutInlinePolicyToPermissionSet: (question) => {
        of(question).policy = String(question.input.InlinePolicy);
        return {};
      },
      DeleteInlinePolicyFromPermissionSet: (question) => {
        of(question).policy = '';
        return {};
      },
      ProvisionPermissionSet: (question) => {
        const set = of(question);
        set.order ??= { id: randomUUID(), looks: LOOKS };
        return { PermissionSetProvisioningStatus: { RequestId: set.order.id, Status: 'IN_PROGRESS' } };
      },
      ListAccountsForProvisionedPermissionSet: (question) => {
        const set = of(question);
        advance(set);
        const all = question.input.ProvisioningStatus === undefined;
        return { AccountIds: all || set.policy !== set.provisioned ? set.accounts : [] };
      },
      ListPermissionSetProvisioningStatus: ({ account }) => ({ PermissionSetsProvisioningStatus: orders(account) }),
      DescribePermissionSetProvisioningStatus: ({ account, input }) => {
        const RequestId = input.ProvisionPermissionSetRequestId;
        const found = orders(account).find((one) => one.RequestId === RequestId);
        return { PermissionSetProvisioningStatus: found ?? { RequestId, Status: 'SUCCEEDED' } };
      },
    },
    provision: (account, set, accounts, policy) => {
      held.set(`${account} ${set}`, { policy, provisioned: policy, accounts });
    },
    read: (account, set) => {
      const { policy, provisioned } = find(account, set);
      return { policy, provisioned };
    },
  };
}

function advance(set: Provisioned): void {
  if (!set.order) return;
  set.order.looks -= 1;
  if (set.order.looks > 0) return;
  set.provisioned = set.policy;
  delete set.order;
}
