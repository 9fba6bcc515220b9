/** The simulated cloud behind HTTP, so that it lives and dies apart from Cordon, as a cloud does. */

import Fastify from 'fastify';
import { z } from 'zod';
import { type CloudOptions, openCloud } from './cloud.ts';
import { ApiFault } from './world.ts';

export interface SimulatedCloud extends AsyncDisposable {
  readonly url: string;
}

const Fault = z.object({
  /** Call it strikes; every call without. */
  call: z.string().optional(),
  /** `lost`: the effect happens, the answer does not arrive. */
  kind: z.enum(['throttle', 'lost', 'latency', 'error']),
  times: z.number().int().positive().default(1),
  ms: z.number().int().nonnegative().default(0),
});
type Fault = z.infer<typeof Fault>;

/** Serves on loopback only. `port` 0 takes a free one. */
export async function startSimulatedCloud(options: CloudOptions & { readonly port?: number }): Promise<SimulatedCloud> {
  const cloud = await openCloud(options);
  const faults: Fault[] = [];
  const app = Fastify({ logger: false, bodyLimit: 1_048_576 });

  app.post<{ Params: { name: string } }>('/api/:name', async (request, reply) => {
    const { name } = request.params;
    const fault = strike(faults, name);
    if (fault?.kind === 'latency') await new Promise((done) => setTimeout(done, fault.ms));
    if (fault?.kind === 'throttle')
      return reply.status(429).send({ error: { code: 'ThrottlingException', message: 'Rate exceeded.' } });
    if (fault?.kind === 'error')
      return reply.status(503).send({ error: { code: 'ServiceUnavailable', message: 'Try again.' } });
    try {
      const answer = cloud.call(name, request.body ?? {});
      if (fault?.kind === 'lost') {
        request.raw.socket.destroy();
        return reply.hijack();
      }
      return answer;
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      return reply
        .status(/NotFound|NoSuch/.test(error.code) ? 404 : 400)
        .send({ error: { code: error.code, message: error.message } });
    }
  });
  app.post('/faults', async (request) => {
    faults.push(...z.array(Fault).parse(request.body));
    return { faults: faults.length };
  });
  app.post<{ Params: { name: string } }>('/seed/:name', async (request) => {
    cloud.seed(request.params.name);
    return { seeded: request.params.name };
  });
  app.get('/records', async () => ({ records: cloud.records() }));
  app.get('/attacker', async () => ({ at: Date.now(), attackers: cloud.attackers() }));

  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      app.server.closeAllConnections();
      await app.close();
      cloud.close();
    },
  };
}

function strike(faults: Fault[], call: string): Fault | undefined {
  const fault = faults.find((one) => one.call === undefined || one.call === call);
  if (!fault) return undefined;
  fault.times -= 1;
  if (fault.times === 0) faults.splice(faults.indexOf(fault), 1);
  return fault;
}
