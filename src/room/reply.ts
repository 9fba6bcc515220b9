/** How the Room answers requests: whole pages, parts for script, problems; and what it reads from an address. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Person } from '../incident/actor.ts';
import type { Html } from './html.ts';
import { type Frame, page } from './layout.ts';
import { problemPage } from './pages/problem.ts';
import type { Place } from './render-card.ts';

export const Numbered = z.object({ number: z.coerce.number().int().positive() });

export function show(
  request: FastifyRequest,
  reply: FastifyReply,
  frame: Omit<Frame, 'person' | 'csrf' | 'path'>,
  body: Html,
): FastifyReply {
  const path = request.url.split('?')[0] ?? '/';
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(page({ ...frame, path, person: request.person, csrf: request.csrf }, body));
}

/** A part of a page, for script. */
export function part(reply: FastifyReply, body: Html | undefined): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(body?.html ?? '');
}

export async function notFound(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (request.url.startsWith('/api/')) {
    return reply
      .status(404)
      .send({ error: 'not_found', message: 'There is nothing here.', remedy: 'See GET /api/openapi.json.' });
  }
  reply.status(404);
  const body = problemPage(
    'There is nothing here',
    'The page does not exist, or it is not for you.',
    'Look in the list of incidents.',
  );
  return show(request, reply, { title: 'Not found' }, body);
}

/** People get a page, not JSON. What is no refusal, and what script asked for, goes on to the app's own handler. */
export async function showProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const wantsPage = request.headers.accept?.includes('text/html') === true && !isPartial(request);
  if (wantsPage && error instanceof z.ZodError && request.method === 'GET') return notFound(request, reply);
  if (!wantsPage || !(error instanceof CordonError) || error.code !== 'not_allowed') throw error;
  reply.status(403);
  return show(request, reply, { title: 'Refused' }, problemPage('That was refused', error.message, error.remedy));
}

/** Whoever is signed in; the pages' first hook lets nobody else through. */
export function who(request: FastifyRequest): Person {
  return request.person ?? { id: '', name: '' };
}

export function placeOf(request: FastifyRequest, number: number | undefined): Place {
  return { number, csrf: request.csrf, back: backOf(request, number) };
}

/** The page a form without script comes back to. */
export function backOf(request: FastifyRequest, number: number | undefined): string {
  if (request.method === 'GET' && !request.url.includes('/form') && !request.url.includes('regions='))
    return ownPath(request.url);
  return number === undefined ? '/' : `/incidents/${number}`;
}

/** A path of this house; anything else becomes the list. */
export function ownPath(path: string): string {
  return path.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/';
}

export function numberOf(request: FastifyRequest): number | undefined {
  return Numbered.safeParse(request.params).data?.number;
}

/** Asked by script, which wants a part and stays on its page. */
export function isPartial(request: FastifyRequest): boolean {
  return request.headers['x-partial'] === '1';
}
