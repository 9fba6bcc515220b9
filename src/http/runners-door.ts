/** `POST /runners/:name`: a runner that was given an order says how it stands, signed with the secret both know. */

import type { FastifyPluginAsync } from 'fastify';
import type { HttpHouse } from './house.ts';

/** An order, a state and up to 2,000 characters of words. */
const MAX_BYTES = 16_384;

export function runnersDoor(house: HttpHouse): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BYTES }, (_request, body, done) => {
      done(null, body);
    });
    app.post<{ Params: { name: string } }>('/runners/:name', async (request, reply) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
      );
      const body = typeof request.body === 'string' ? request.body : '';
      await house.hearRunner(request.params.name, { headers, body });
      return reply.status(204).send();
    });
  };
}
