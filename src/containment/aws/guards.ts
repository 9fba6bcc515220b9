/** What AWS's own settings and identities add to the guards: accounts by their label, and the identity Cordon itself has. */

import type { Guard } from '../guards.ts';
import { fits } from '../guards.ts';
import type { Aws } from './client.ts';
import type { AwsAccount } from './settings.ts';

/** What lives in such an account is needed to see and to recover. */
const PROTECTED_LABELS: readonly AwsAccount['labels'][number][] = ['management', 'log-archive', 'security-tooling'];

export function awsGuards(aws: Aws): readonly Guard[] {
  const guards: readonly Guard[] = [protectedLabel(aws), ownRole(aws), ownIdentity(aws), breakGlass(aws), lastAdmin];
  return guards.map(
    (guard): Guard =>
      (target, ...rest) => {
        return target.provider === 'aws' ? guard(target, ...rest) : undefined;
      },
  );
}

function protectedLabel({ settings }: Aws): Guard {
  return ({ account }, _prior, { effect }) => {
    const label = settings.accounts[account]?.labels.find((one) => PROTECTED_LABELS.includes(one));
    if (!label || effect === 'read') return undefined;
    return {
      code: 'protected_account',
      reason: `Account ${account} is labelled ${label}: what lives there is needed to see and to recover.`,
      remedy: 'Act by hand with its owner, or change its labels under clouds.aws.accounts.',
    };
  };
}

/** The role that Cordon assumes in the account. */
function ownRole({ settings }: Aws): Guard {
  return ({ account, kind, id }) => {
    const own = settings.accounts[account]?.role;
    if (kind !== 'role' || own?.split('/').at(-1) !== id) return undefined;
    return {
      code: 'protected_principal',
      reason: `Role ${id} is the one Cordon acts with in ${account}.`,
      remedy: 'Contain it by hand, from another identity; then take the account out of the configuration.',
    };
  };
}

/** The user, role or session that Cordon runs as before it assumes a role: `arn:aws:sts::1…:assumed-role/NAME/SESSION`. */
function ownIdentity(aws: Aws): Guard {
  return async ({ account, kind, id }) => {
    if (kind !== 'role' && kind !== 'user' && kind !== 'session') return undefined;
    const self = await aws.self();
    const [type, ...path] = self.arn.split(':').at(-1)?.split('/') ?? [];
    const name = type === 'user' ? path.at(-1) : path[0];
    const session = type === 'assumed-role' ? path.at(-1) : undefined;
    if (self.account !== account || (id !== name && id !== session)) return undefined;
    return {
      code: 'protected_principal',
      reason: `${kind} ${id} is who Cordon itself is.`,
      remedy: 'Contain it by hand, from another identity, and give Cordon new credentials first.',
    };
  };
}

function breakGlass({ settings }: Aws): Guard {
  return ({ kind, id }) => {
    const pattern = settings.breakGlass.find((one) => fits(id, one));
    if (!['role', 'user', 'sso-user'].includes(kind) || !pattern) return undefined;
    return {
      code: 'protected_principal',
      reason: `${kind} ${id} is of last resort: it fits ${pattern}.`,
      remedy: 'Contain it by hand, from another identity.',
    };
  };
}

/** Actions on identities look whether anybody else could still administer the account. */
const lastAdmin: Guard = ({ account, kind, id }, prior) =>
  prior.lastAdmin === true
    ? {
        code: 'last_admin',
        reason: `${kind} ${id} is the only administrator of ${account} that can be seen.`,
        remedy: 'Make sure that another one works, or act from the management account.',
      }
    : undefined;
