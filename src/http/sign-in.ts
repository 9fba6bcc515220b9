/**
 * Who is looking at the pages. A signed cookie names the person; every form carries a token bound to it.
 * `local` sign-in trusts whoever reaches the loopback address, so requests under a foreign name are refused
 * (DNS rebinding: a web page of somebody else's pointing its own name at 127.0.0.1).
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Person } from '../incident/actor.ts';
import { addFramedSignIn, framedSession } from './framed.ts';
import type { HttpHouse } from './house.ts';
import { beginSession, endSessions, sessionOf } from './session.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Signed in as; undefined before sign-in. */
    person: Person | undefined;
    /** The one incident that the session is for, when it began with a pass. */
    only: number | undefined;
    /** Token that every state-changing form of this session must carry as `_csrf`. */
    csrf: string;
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const PickPerson = z.object({
  person: z.string().trim().max(64).optional(),
  name: z.string().trim().max(64).optional(),
  back: z.string().max(512).optional(),
});

/** Decorates requests with the person and the form token, and adds `/sign-in` (POST), `/sign-in/:link`, `/pass/:secret` (POST), `/sign-out`. */
export function addSignIn(app: FastifyInstance, house: HttpHouse): void {
  app.decorateRequest('person', undefined);
  app.decorateRequest('only', undefined);
  app.decorateRequest('csrf', '');
  app.addHook('onRequest', async (request) => {
    if (house.signIn === 'local') refuseForeignHost(request, house);
    const session = sessionOf(request, 'own') ?? (await framedSession(request, house));
    request.person = session && { id: session.id, name: session.name };
    request.only = session?.only;
    request.csrf = formToken(house.sessionSecret, request.person?.id ?? 'nobody');
    if (request.only !== undefined) keepWithin(request, request.only);
  });
  app.post('/sign-in', async (request, reply) => {
    if (house.signIn !== 'local') {
      throw new CordonError('not_allowed', 'People sign in here by a one-time link.', {
        remedy: 'Ask the operator for one: npm run cordon -- sign-in PERSON',
      });
    }
    requireFormToken(request);
    const picked = PickPerson.parse(request.body);
    const person = picked.name ? await house.addPerson(picked.name) : await house.person(picked.person ?? '');
    if (!person) {
      throw new CordonError('body_invalid', 'Nobody was picked or named.', { remedy: 'Pick a person or type a name.' });
    }
    return enter(reply, person, picked.back);
  });
  app.get<{ Params: { link: string } }>('/sign-in/:link', async (request, reply) => {
    const person = await house.spendLink(request.params.link);
    if (!person) {
      throw new CordonError('credential_invalid', 'This sign-in link was used already or has expired.', {
        remedy: 'Ask the operator for a new one: npm run cordon -- sign-in PERSON',
      });
    }
    return enter(reply, person, '/');
  });
  app.post<{ Params: { secret: string } }>('/pass/:secret', async (request, reply) => {
    requireFormToken(request);
    const spent = await house.spendPass(request.params.secret);
    if (!spent) {
      throw new CordonError('credential_invalid', 'This link was used already or has expired.', {
        remedy: 'Ask the commander, or the operator: npm run cordon -- sign-in PERSON',
      });
    }
    return enter(reply, spent.person, `/incidents/${spent.number}`, spent.number);
  });
  app.post('/sign-out', async (request, reply) => {
    requireFormToken(request);
    return endSessions(reply).redirect('/', 303);
  });
  addFramedSignIn(app, house);
}

/** Throws `not_allowed` when a form was not made for this session (cross-site request forgery). */
export function requireFormToken(request: FastifyRequest): void {
  const body: unknown = request.body;
  const sent = typeof body === 'object' && body !== null && '_csrf' in body ? String(body._csrf) : '';
  const a = Buffer.from(sent);
  const b = Buffer.from(request.csrf);
  if (a.length === b.length && timingSafeEqual(a, b)) return;
  throw new CordonError('not_allowed', 'This form was made for another session.', {
    remedy: 'Reload the page and send it again.',
  });
}

/** A session that began with a pass sees one incident, and what it takes to look at it. */
function keepWithin({ url }: FastifyRequest, number: number): void {
  const path = url.split('?')[0] ?? '/';
  const own = `/incidents/${number}`;
  if (path === own || path.startsWith(`${own}/`) || /^\/(assets|pass|sign-in|sign-out|healthz|teams)(\/|$)/.test(path))
    return;
  throw new CordonError('not_allowed', 'Your link leads to one incident alone.', { remedy: `Go on at ${own}.` });
}

function enter(reply: FastifyReply, person: Person, back: string | undefined, only?: number): FastifyReply {
  const target = back?.startsWith('/') && !back.startsWith('//') && !back.includes('\\') ? back : '/';
  return beginSession(reply, 'own', person, only).redirect(target, 303);
}

function formToken(secret: string, person: string): string {
  return createHmac('sha256', secret).update(`form:${person}`).digest('base64url');
}

function refuseForeignHost(request: FastifyRequest, house: HttpHouse): void {
  const host = request.host.replace(/:\d+$/, '');
  if (LOOPBACK.has(host) || host === new URL(house.baseUrl()).hostname) return;
  throw new CordonError('not_allowed', `Cordon does not answer under the name ${host.slice(0, 80)}.`, {
    remedy: `Open ${house.baseUrl()}, or set CORDON_BASE_URL.`,
  });
}
