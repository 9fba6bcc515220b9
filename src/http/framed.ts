/**
 * Pages in another host's frame. Nobody but that host may frame them (clickjacking), a session that began in the frame
 * changes something only for requests of our own pages (cross-site request forgery), and the host says who is there.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { HttpHouse } from './house.ts';
import { beginSession, sessionOf } from './session.ts';

const Entering = z.object({ token: z.string().min(1).max(16_384), back: z.string().max(512).default('/') });

/** Adds `/sign-in/framed` (POST): the page in the frame stays where it is, and goes on by itself. */
export function addFramedSignIn(app: FastifyInstance, house: HttpHouse): void {
  const { framing } = house;
  if (!framing) return;
  app.post('/sign-in/framed', { schema: { hide: true } }, async (request, reply) => {
    requireOwnOrigin(request, house.baseUrl());
    const { token, back } = Entering.parse(request.body);
    const { person, only } = await framing.enter(token, back);
    return beginSession(reply, 'framed', person, only).send({ person: person.name });
  });
}

/** The session of a request from the frame. Throws `not_allowed` for what another site's page would change. */
export async function framedSession(request: FastifyRequest, { framing, baseUrl }: HttpHouse) {
  const session = framing && sessionOf(request, 'framed');
  if (!session || !(await framing.isTrusted())) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') requireOwnOrigin(request, baseUrl());
  return session;
}

/** Browsers name the page that sends a form, and no page can name another. */
function requireOwnOrigin({ headers }: FastifyRequest, baseUrl: string): void {
  if (headers.origin === new URL(baseUrl).origin) return;
  throw new CordonError('not_allowed', 'This request comes from another site.', {
    remedy: `Reload the page; it is to be opened under ${baseUrl} (CORDON_BASE_URL).`,
  });
}
