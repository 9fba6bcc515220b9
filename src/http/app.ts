/** The Fastify app: doors, sign-in, API, health, and the pages it is handed. */

import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { alertsDoor, MAX_ALERT_BYTES } from './alerts-door.ts';
import { api } from './api.ts';
import { replyWithProblem } from './errors.ts';
import { addHealth } from './health.ts';
import type { HttpHouse } from './house.ts';
import { metricsApi } from './metrics-api.ts';
import { runnersDoor } from './runners-door.ts';
import { addSignIn } from './sign-in.ts';
import { trackersDoor } from './trackers-door.ts';

/** Everything a page may load is ours: no third party, no inline script or style. */
const DIRECTIVES = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
};

/** Per address and minute. Webhooks are exempt: an alert storm is the moment they exist for. */
const REQUESTS_PER_MINUTE = 1200;

export async function createApp(house: HttpHouse): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: house.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MAX_ALERT_BYTES,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
  });
  app.setErrorHandler(replyWithProblem);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { ...DIRECTIVES, frameAncestors: [...(house.framing?.ancestors ?? ["'none'"])] },
    },
    // It can name no host but our own: where another may frame the pages, the policy alone says which.
    frameguard: house.framing ? false : { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
    hsts: false,
  });
  await app.register(cookie, { secret: house.sessionSecret });
  await app.register(formbody);
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
    allowList: (request) => request.url.startsWith('/alerts/') || request.url === '/healthz',
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Cordon', version: '1', description: 'Incident coordination for cloud security.' },
    },
    transform: jsonSchemaTransform,
  });
  addSignIn(app, house);
  addHealth(app, house);
  await app.register(alertsDoor(house));
  await app.register(trackersDoor(house));
  await app.register(runnersDoor(house));
  await app.register(api(house));
  await app.register(metricsApi(house));
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(house.pages);
  return app;
}
