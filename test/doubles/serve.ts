/** A small HTTP server that plays a vendor: what is not in its documented schema is answered as the vendor answers it. */

import Fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';

export interface Served extends AsyncDisposable {
  readonly url: string;
}

/** `define` adds the routes. Bodies of every type come as buffers; a `z.ZodError` becomes 400, as vendors do. */
export async function serve(define: (app: FastifyInstance) => void): Promise<Served> {
  const app = Fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((fault, _request, reply) => {
    const refused = fault instanceof Refused ? fault : undefined;
    const status = refused?.status ?? (fault instanceof z.ZodError ? 400 : 500);
    return reply.status(status).send({ message: fault instanceof Error ? fault.message : String(fault) });
  });
  define(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, [Symbol.asyncDispose]: () => app.close() };
}

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function refuse(status: number, message: string): never {
  throw new Refused(status, message);
}

/** The JSON of a request, held against the vendor's schema. */
export function json<T>(body: unknown, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(String(body)));
}
