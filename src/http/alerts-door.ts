/** `POST /alerts/:source`: raw bytes in, durable before they are acknowledged. */

import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { CordonError } from '../base/errors.ts';
import { holderOf, includes } from './bearer.ts';
import type { HttpHouse } from './house.ts';

/** Azure Monitor and SNS send at most 256 KiB; Security Hub batches and EventBridge stay under 1 MiB. */
export const MAX_ALERT_BYTES = 1_048_576;

export function alertsDoor(house: HttpHouse): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_ALERT_BYTES }, (_request, body, done) => {
      done(null, body);
    });
    app.post<{ Params: { source: string } }>('/alerts/:source', async (request, reply) => {
      const holder = await holderOf(house, request);
      if (holder && !includes(holder, 'alerts')) {
        throw new CordonError('not_allowed', `The token ${holder.name} has scope ${holder.scope}, not alerts.`, {
          remedy: 'Make one with: npm run cordon -- token create --scope alerts --name NAME',
        });
      }
      const answer = await house.intake(
        request.params.source,
        { headers: flatHeaders(request), body: bytesOf(request.body), receivedAt: new Date() },
        holder ? drillOf(request) : undefined,
        holder !== undefined,
      );
      return reply.status(answer.status).send(answer.body);
    });
  };
}

function bytesOf(body: unknown): Uint8Array {
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new CordonError('body_invalid', 'The body is empty.', {
    remedy: "Send the alert as the source's own JSON in the body.",
  });
}

/** Drills are marked by a header that only the holder of a token may set. */
function drillOf(request: FastifyRequest): string | undefined {
  const header = request.headers['x-cordon-drill'];
  return typeof header === 'string' && header.length > 0 ? header.slice(0, 64) : undefined;
}

function flatHeaders(request: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
