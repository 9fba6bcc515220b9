/** HTTP mode: one signed door for everything that Slack sends, for those who scale out behind a load balancer. */

import type { App, Receiver } from '@slack/bolt';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { EVENTS_PATH } from '../manifest.ts';

export interface HttpDoor {
  readonly receiver: Receiver;
  readonly routes: FastifyPluginAsync;
}

/** Throws when the request was not signed by Slack within five minutes. */
export type Verify = (request: {
  readonly body: string;
  readonly signature: string;
  readonly timestamp: number;
}) => void;

/** Slack gives up after three seconds; what was not acknowledged by then is answered as a fault, so that it is sent again. */
const GIVE_UP_MS = 2900;

export function createHttpDoor(verify: Verify): HttpDoor {
  let app: Pick<App, 'processEvent'> | undefined;
  return {
    receiver: {
      init: (given) => {
        app = given;
      },
      start: async () => undefined,
      stop: async () => undefined,
    },
    routes: async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
      scope.post(EVENTS_PATH, { config: { rateLimit: false }, schema: { hide: true } }, (request, reply) =>
        take(request, reply),
      );
    },
  };

  async function take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const body = String(request.body ?? '');
    try {
      verify({
        body,
        signature: String(request.headers['x-slack-signature'] ?? ''),
        timestamp: Number(request.headers['x-slack-request-timestamp'] ?? 0),
      });
    } catch {
      return reply.status(401).send({ error: 'credential_invalid', message: 'The request is not signed by Slack.' });
    }
    const read = parse(body, String(request.headers['content-type'] ?? ''));
    if (read.type === 'url_verification') return reply.send({ challenge: read.challenge });
    const acked = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => acked.reject(new Error('not acknowledged in time')), GIVE_UP_MS);
    const retry = request.headers['x-slack-retry-num'];
    app
      ?.processEvent({
        body: read,
        ack: async (answer?: unknown) => acked.resolve(answer),
        ...(retry ? { retryNum: Number(retry) } : {}),
      })
      .then(() => acked.resolve(undefined), acked.reject);
    try {
      const answer = await acked.promise;
      return reply.status(200).send(answer ?? '');
    } catch (fault) {
      request.log.warn({ err: fault }, 'what Slack sent could not be taken');
      return reply.status(503).send('');
    } finally {
      clearTimeout(timer);
    }
  }
}

function parse(body: string, contentType: string): Record<string, unknown> {
  if (!contentType.startsWith('application/x-www-form-urlencoded')) return JSON.parse(body || '{}');
  const form = Object.fromEntries(new URLSearchParams(body));
  return form.payload ? JSON.parse(form.payload) : form;
}
