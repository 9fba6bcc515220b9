/** Bearer tokens: who may call which door. */

import type { FastifyRequest } from 'fastify';
import { CordonError } from '../base/errors.ts';
import type { HttpHouse, Scope, TokenHolder } from './house.ts';

/** What each scope includes. `alerts` is for webhooks alone. */
const INCLUDES: Readonly<Record<Scope, readonly Scope[]>> = {
  alerts: ['alerts'],
  read: ['read'],
  write: ['read', 'write'],
  admin: ['alerts', 'read', 'write', 'admin'],
};

/** The holder of the request's token, or undefined when it carries none. Throws `credential_invalid` for a bad one. */
export async function holderOf(house: HttpHouse, request: FastifyRequest): Promise<TokenHolder | undefined> {
  const header = request.headers.authorization;
  if (!header?.toLowerCase().startsWith('bearer ')) return undefined;
  const holder = await house.token(header.slice('bearer '.length).trim());
  if (holder) return holder;
  throw new CordonError('credential_invalid', 'This bearer token is not known here, or it was revoked.', {
    remedy: 'Make one with: npm run cordon -- token create --scope alerts --name NAME',
  });
}

/** Throws `credential_missing` or `not_allowed` unless the request's token includes `scope`. */
export async function requireScope(house: HttpHouse, request: FastifyRequest, scope: Scope): Promise<TokenHolder> {
  const holder = await holderOf(house, request);
  if (!holder) {
    throw new CordonError('credential_missing', `This door needs a token with scope ${scope}.`, {
      remedy: `Send Authorization: Bearer TOKEN; make one with: npm run cordon -- token create --scope ${scope} --name NAME`,
    });
  }
  if (includes(holder, scope)) return holder;
  throw new CordonError('not_allowed', `The token ${holder.name} has scope ${holder.scope}, not ${scope}.`, {
    remedy: `Make one with: npm run cordon -- token create --scope ${scope} --name NAME`,
  });
}

export function includes(holder: TokenHolder, scope: Scope): boolean {
  return INCLUDES[holder.scope].includes(scope);
}
