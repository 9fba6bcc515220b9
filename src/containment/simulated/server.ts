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
  /** `lost`: the effect happens, the answer does not arrive. `late`: it happens at once, the answer comes after `ms`. */
  kind: z.enum(['throttle', 'lost', 'late', 'latency', 'error']),
  times: z.number().int().positive().default(1),
  ms: z.number().int().nonnegative().default(0),
});
type Fault = z.infer<typeof Fault>;

/** Serves on loopback unless another `host` is given. `port` 0 takes a free one. */
export async function startSimulatedCloud(
  options: CloudOptions & { readonly port?: number; readonly host?: string },
): Promise<SimulatedCloud> {
  const cloud = await openCloud(options);
  const faults: Fault[] = [];
  const app = Fastify({ logger: false, bodyLimit: 1_048_576 });

  app.post<{ Params: { name: string } }>('/api/:name', async (request, reply) => {
    const fault = strike(faults, request.params.name);
    const refusal = await suffer(fault);
    if (refusal) return reply.status(refusal.status).send(refusal.body);
    try {
      const answer = cloud.call(request.params.name, request.body ?? {});
      if (fault?.kind === 'late') await new Promise((done) => setTimeout(done, fault.ms));
      if (fault?.kind !== 'lost') return answer;
      request.raw.socket.destroy();
      return reply.hijack();
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error;
      const { code, message } = error;
      return reply.status(/NotFound|NoSuch/.test(code) ? 404 : 400).send({ error: { code, message } });
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

  const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      app.server.closeAllConnections();
      await app.close();
      cloud.close();
    },
  };
}

/** Waits, or answers in the provider's stead. */
async function suffer(fault: Fault | undefined): Promise<{ status: number; body: object } | undefined> {
  switch (fault?.kind) {
    case 'latency':
      await new Promise((done) => setTimeout(done, fault.ms));
      return undefined;
    case 'throttle':
      return { status: 429, body: { error: { code: 'ThrottlingException', message: 'Rate exceeded.' } } };
    case 'error':
      return { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'Try again.' } } };
    default:
      return undefined;
  }
}

function strike(faults: Fault[], call: string): Fault | undefined {
  const fault = faults.find((one) => one.call === undefined || one.call === call);
  if (!fault) return undefined;
  fault.times -= 1;
  if (fault.times === 0) faults.splice(faults.indexOf(fault), 1);
  return fault;
}
