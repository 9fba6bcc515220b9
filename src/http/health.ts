/** Liveness, readiness and Prometheus metrics. */

import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { HttpHouse } from './house.ts';

/** Adds `/healthz`, `/readyz`, `/metrics`, and measures every request of the app. */
export function addHealth(app: FastifyInstance, house: HttpHouse): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'cordon_http_request_duration_seconds',
    help: 'Time from request to response, by route and status.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.5, 1, 3],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    duration.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
  app.get('/healthz', { schema: { hide: true } }, async () => ({ alive: true }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const readiness = await house.readiness();
    return reply.status(readiness.ready ? 200 : 503).send(readiness);
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    for (const gauge of await house.gauges()) setGauge(registry, gauge);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function setGauge(registry: Registry, reading: Awaited<ReturnType<HttpHouse['gauges']>>[number]): void {
  const known = registry.getSingleMetric(reading.name);
  const labels = reading.labels ?? {};
  const gauge =
    known instanceof Gauge
      ? known
      : new Gauge({
          name: reading.name,
          help: reading.help,
          labelNames: Object.keys(labels),
          registers: [registry],
        });
  gauge.set(labels, reading.value);
}
