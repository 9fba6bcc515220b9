/** Another tool that takes orders by signed webhook: it checks signature and clock, and does an order once however often it comes. */

import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { json, refuse, type Served, serve } from '../serve.ts';

export interface RunnerDouble extends Served {
  /** Orders that were done, in order: `cordon.contain i-1`. */
  readonly done: string[];
  /** Orders that came, repetitions too. */
  readonly orders: string[];
  /** Questions until an order is through. */
  looks: number;
  fails: boolean;
  /** Accepts orders and calls back instead of being asked. */
  callsBack: boolean;
  /** Questions how an order stands. */
  asked: number;
  /** A message as this runner signs it: headers and body for `fetch`. */
  message(said: object, id?: string, at?: Date): { readonly headers: Record<string, string>; readonly body: string };
  /** Does the next order, and hangs up instead of answering. */
  losesNext: boolean;
}

const Message = z.strictObject({
  type: z.enum(['cordon.contain', 'cordon.release', 'cordon.status']),
  order: z.string().min(1),
  data: z.looseObject({ target: z.looseObject({ id: z.string() }).optional() }),
});
const SKEW_S = 300;

export async function startRunner(key: Buffer): Promise<RunnerDouble> {
  const known = new Map<string, { readonly what: string; left: number }>();
  const double = {
    ...{ done: [] as string[], orders: [] as string[], looks: 1, asked: 0 },
    ...{ fails: false, losesNext: false, callsBack: false },
  };
  const served = await serve((app) => {
    app.post('/hook', ({ headers, body, socket }) => {
      const [id, at] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
      const wanted = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest();
      const given = Buffer.from(String(headers['webhook-signature']).replace(/^v1,/, ''), 'base64');
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) refuse(401, 'the signature does not fit');
      if (Math.abs(Date.now() / 1000 - Number(at)) > SKEW_S) refuse(401, 'the clock is off');
      const { type, order, data } = json(body, Message);
      if (type === 'cordon.status') {
        double.asked += 1;
        return progress(order);
      }
      if (headers['idempotency-key'] !== order) refuse(400, 'the idempotency key is not the order');
      double.orders.push(order);
      if (!known.has(order)) known.set(order, { what: `${type} ${data.target?.id}`, left: double.looks });
      if (double.losesNext) {
        double.losesNext = false;
        socket.destroy();
      }
      return { state: double.callsBack ? 'accepted' : 'pending', detail: 'queued' };
    });
  });
  function progress(order: string) {
    const one = known.get(order);
    if (!one) return { state: 'unknown' };
    if (double.callsBack) return { state: 'accepted' };
    if (double.fails) return { state: 'failed', detail: 'the agent is offline' };
    one.left -= 1;
    if (one.left > 0) return { state: 'pending', detail: `${one.left} to go` };
    if (!double.done.includes(one.what)) double.done.push(one.what);
    return { state: 'done', detail: 'as ordered' };
  }
  return Object.assign(double, {
    url: `${served.url}/hook`,
    message: (said: object, id = `msg_${randomUUID()}`, at = new Date()) => {
      const [body, time] = [JSON.stringify(said), String(Math.floor(at.getTime() / 1000))];
      const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
      const signed = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
      return { headers: { 'content-type': 'application/json', ...signed }, body };
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  });
}
