/**
 * The cookie that says who is looking. Whoever looks at pages in another host's frame has a cookie of their own, which
 * browsers keep apart for each host and never send from anywhere else.
 */

import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Person } from '../incident/actor.ts';

export type Kind = 'own' | 'framed';

const LIFETIME_SECONDS = 12 * 60 * 60;

/** https://developer.mozilla.org/en-US/docs/Web/Privacy/Guides/Third-party_cookies/Partitioned_cookies */
const COOKIES: Readonly<Record<Kind, { readonly name: string; readonly options: CookieSerializeOptions }>> = {
  own: { name: 'cordon_session', options: { path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto' } },
  framed: {
    name: 'cordon_framed',
    options: { path: '/', httpOnly: true, sameSite: 'none', secure: true, partitioned: true },
  },
};

const Session = z.object({ id: z.string(), name: z.string(), at: z.number(), only: z.number().optional() });
type Session = z.infer<typeof Session>;

/** `only` is the number of the one incident that the session is for. */
export function beginSession(reply: FastifyReply, kind: Kind, { id, name }: Person, only?: number): FastifyReply {
  const session: Session = { id, name, at: Date.now(), ...(only === undefined ? {} : { only }) };
  const value = Buffer.from(JSON.stringify(session)).toString('base64url');
  const { name: cookie, options } = COOKIES[kind];
  return reply.setCookie(cookie, value, { ...options, signed: true, maxAge: LIFETIME_SECONDS });
}

export function sessionOf(request: FastifyRequest, kind: Kind): Session | undefined {
  const raw = request.cookies[COOKIES[kind].name];
  const unsigned = raw ? request.unsignCookie(raw) : undefined;
  return unsigned?.valid && unsigned.value ? read(unsigned.value) : undefined;
}

export function endSessions(reply: FastifyReply): FastifyReply {
  for (const { name, options } of Object.values(COOKIES)) reply.clearCookie(name, options);
  return reply;
}

function read(value: string): Session | undefined {
  try {
    const session = Session.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
    if (Date.now() - session.at > LIFETIME_SECONDS * 1000) return undefined;
    return session;
  } catch {
    // A cookie that we signed but can no longer read is an old one: its bearer signs in again.
    return undefined;
  }
}
