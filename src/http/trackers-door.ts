/** `POST /trackers/:name`: a tracker tells that an issue changed, with the credential its vendor has for webhooks. */

import type { FastifyPluginAsync } from 'fastify';
import { CordonError } from '../base/errors.ts';
import type { HttpHouse } from './house.ts';

/** GitHub sends at most 25 MB; an issue's own event is far below this. */
const MAX_BYTES = 1_048_576;

export function trackersDoor(house: HttpHouse): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BYTES }, (_request, body, done) => {
      done(null, body);
    });
    app.post<{ Params: { name: string } }>('/trackers/:name', async (request, reply) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
      );
      const body = typeof request.body === 'string' ? request.body : '';
      if ((await house.hearTracker(request.params.name, { headers, body })) === 'heard')
        return reply.status(204).send();
      throw new CordonError(
        'credential_invalid',
        'This is no tracker here, its credential is wrong, or it says nothing of an issue.',
        {
          remedy: "Set the webhook's secret to the one that the configuration names for this tracker.",
        },
      );
    });
  };
}
