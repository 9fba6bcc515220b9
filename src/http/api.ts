/** The REST API. People's words go in as they would be typed; events or the refusal come out. */

import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Person } from '../incident/actor.ts';
import { includes, requireScope } from './bearer.ts';
import type { CommandAnswer, HttpHouse, Rendered, TokenHolder } from './house.ts';

const IncidentNumber = z.object({ number: z.coerce.number().int().positive() });
const Words = z.object({
  /** What a person would type after the prefix: `take commander`. */
  text: z.string().trim().min(1).max(4000),
  /** Act as this person; needs scope `admin`. */
  as: z.string().trim().min(1).max(64).optional(),
});
const Format = z.object({
  format: z.enum(['md', 'html', 'svg', 'pdf', 'docx']).default('md'),
  version: z.enum(['internal', 'external']).default('internal'),
});
const Id = z.object({ id: z.string().min(1).max(128) });

export function api(house: HttpHouse): FastifyPluginAsync {
  return async (scope) => {
    const app = scope.withTypeProvider<ZodTypeProvider>();
    app.get('/api/v1/incidents', { schema: { summary: 'All incidents, newest first' } }, async (request) => {
      await requireScope(house, request, 'read');
      return { incidents: await house.incidents() };
    });
    app.get('/api/v1/incidents/:number', { schema: { summary: 'State', params: IncidentNumber } }, async (request) => {
      await requireScope(house, request, 'read');
      return known(await house.incident(request.params.number), request.params.number);
    });
    app.get(
      '/api/v1/incidents/:number/events',
      { schema: { summary: 'The log, with the hash chain', params: IncidentNumber } },
      async (request) => {
        await requireScope(house, request, 'read');
        return { events: known(await house.events(request.params.number), request.params.number) };
      },
    );
    app.get(
      '/api/v1/incidents/:number/postmortem',
      { schema: { summary: 'The post-mortem', params: IncidentNumber, querystring: Format } },
      async (request, reply) => {
        await requireScope(house, request, 'read');
        const { number } = request.params;
        return sendFile(
          reply,
          known(await house.postmortem(number, request.query.format, request.query.version), number),
        );
      },
    );
    app.get(
      '/api/v1/incidents/:number/bundle',
      { schema: { summary: 'Everything, verifiable offline', params: IncidentNumber } },
      async (request, reply) => {
        await requireScope(house, request, 'read');
        return sendFile(reply, known(await house.bundle(request.params.number), request.params.number));
      },
    );
    app.post(
      '/api/v1/incidents/:number/commands',
      { schema: { summary: 'Say something to an incident', params: IncidentNumber, body: Words } },
      async (request, reply) => {
        const by = await speaker(house, request, request.body.as);
        return sendAnswer(reply, await house.say(by, request.params.number, request.body.text));
      },
    );
    app.post(
      '/api/v1/commands',
      { schema: { summary: 'Say something outside any incident', body: Words } },
      async (request, reply) => {
        const by = await speaker(house, request, request.body.as);
        return sendAnswer(reply, await house.say(by, undefined, request.body.text));
      },
    );
    app.get(
      '/api/v1/dead-letters',
      { schema: { summary: 'What failed for good: reactions, and what came from chat platforms' } },
      async (request) => {
        await requireScope(house, request, 'read');
        return { deadLetters: await house.deadLetters() };
      },
    );
    app.post('/api/v1/dead-letters/:id/retry', { schema: { summary: 'Try it again', params: Id } }, async (request) => {
      await requireScope(house, request, 'admin');
      if (await house.retryDead(request.params.id)) return { retried: true };
      throw new CordonError('not_found', `There is no dead letter ${request.params.id}.`, {
        remedy: 'List them: GET /api/v1/dead-letters',
      });
    });
  };
}

async function speaker(house: HttpHouse, request: FastifyRequest, as: string | undefined): Promise<Person> {
  const holder: TokenHolder = await requireScope(house, request, 'write');
  if (as === undefined) return { id: `token:${holder.name}`, name: holder.name };
  if (!includes(holder, 'admin')) {
    throw new CordonError('not_allowed', `The token ${holder.name} may not act as somebody else.`, {
      remedy: 'Leave `as` out, or use a token with scope admin.',
    });
  }
  return (await house.person(as)) ?? (await house.addPerson(as));
}

function sendAnswer(reply: FastifyReply, answer: CommandAnswer): FastifyReply {
  if (answer.kind === 'usage') {
    return reply.status(400).send({ error: 'body_invalid', message: answer.problem, remedy: answer.usage });
  }
  return reply.status(answer.kind === 'refused' ? 409 : 200).send(answer);
}

function sendFile(reply: FastifyReply, file: Rendered): FastifyReply {
  return reply
    .type(file.mediaType)
    .header('content-disposition', `attachment; filename="${file.fileName}"`)
    .send(file.body);
}

function known<T>(value: T | undefined, number: number): T {
  if (value !== undefined) return value;
  throw new CordonError('not_found', `There is nothing of the kind for incident ${number}.`, {
    remedy: 'List the incidents: GET /api/v1/incidents',
  });
}
