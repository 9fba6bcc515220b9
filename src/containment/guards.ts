/** Guards deny by default what could hurt us more than the attacker does. Each explains itself. */

import { z } from 'zod';
import type { ActionTarget, ContainmentAction, PriorState } from './action.ts';

export interface GuardRefusal {
  readonly code: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Looks at what is known of the target before anything is planned. */
export type Guard = (
  target: ActionTarget,
  prior: PriorState,
  action: Pick<ContainmentAction, 'title' | 'effect'>,
) => GuardRefusal | undefined | Promise<GuardRefusal | undefined>;

/** `guards` of the configuration. Whatever it names is protected beside what always is. */
export const GuardSettings = z.strictObject({
  /** Accounts that are never touched: management, log archive, security tooling. */
  protectedAccounts: z.array(z.string().min(1)).default([]),
  /** Roles and users that Cordon or the last resort depends on; `*` stands for any run of characters. */
  protectedPrincipals: z.array(z.string().min(1)).default([]),
});
export type GuardSettings = z.infer<typeof GuardSettings>;

const ALWAYS_PROTECTED = ['cordon*', 'break-glass*', 'breakglass*', 'OrganizationAccountAccessRole'];

/** Roles that AWS owns and refuses to have edited: IAM user guide, *Service-linked roles*; IAM Identity Center. */
const OWNED_BY_PROVIDER = ['AWSServiceRoleFor*', 'AWSReservedSSO_*'];

const PROTECTED_TAG = 'ir:protected';

export function createGuards({ protectedAccounts, protectedPrincipals: more }: GuardSettings): readonly Guard[] {
  const protectedPrincipals = [...ALWAYS_PROTECTED, ...more];
  return [
    ({ account }) =>
      protectedAccounts.includes(account)
        ? {
            code: 'protected_account',
            reason: `Account ${account} is protected: logs, security tooling or management live there.`,
            remedy: 'Act by hand with the account owner, or take it off guards.protectedAccounts in the configuration.',
          }
        : undefined,
    ({ kind, id }) =>
      ['role', 'user', 'sso-user'].includes(kind) && protectedPrincipals.some((pattern) => fits(id, pattern))
        ? {
            code: 'protected_principal',
            reason: `${kind} ${id} is what Cordon or your last resort depends on.`,
            remedy: 'Contain it by hand, from another identity.',
          }
        : undefined,
    ({ kind, id }) =>
      kind === 'role' && OWNED_BY_PROVIDER.some((pattern) => fits(id, pattern))
        ? {
            code: 'provider_owned',
            reason: `Role ${id} belongs to the provider and cannot be edited.`,
            remedy: 'Contain the service that uses it, or the permission set behind it.',
          }
        : undefined,
    (_target, prior) =>
      tagOf(prior, PROTECTED_TAG) === 'true'
        ? {
            code: 'protected_tag',
            reason: `The target is tagged ${PROTECTED_TAG}=true.`,
            remedy: 'Ask its owner; the tag is removed by them, not here.',
          }
        : undefined,
  ];
}

function tagOf(prior: PriorState, name: string): unknown {
  const { tags } = prior;
  return typeof tags === 'object' && tags !== null && name in tags ? Reflect.get(tags, name) : undefined;
}

/** Whether a name fits a pattern in which `*` stands for any run of characters. */
export function fits(text: string, pattern: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`, 'i').test(text);
}
