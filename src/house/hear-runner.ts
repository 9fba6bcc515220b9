/** Hears what became of an order when its runner calls back, shows it, and has the run go on that waits for it. */

import { CordonError } from '../base/errors.ts';
import { readCall, untrusted } from '../containment/webhook/callback.ts';
import type { OrderState, Orders } from '../containment/webhook/orders.ts';
import type { Runner } from '../containment/webhook/settings.ts';
import type { Engine } from '../engine/handle.ts';
import { isMoving } from '../incident/action-states.ts';
import type { Incident } from '../incident/incident.ts';
import { jobOf } from '../reactions/containment.ts';
import { WORKER } from '../reactions/reaction.ts';

export interface Hearing {
  readonly runners: readonly Runner[];
  readonly orders: Orders;
  readonly engine: Pick<Engine, 'load' | 'handle'>;
}

/** Throws `credential_invalid`, `body_invalid`, `not_found` for an order this runner never got, `conflict` after its last word. */
export async function hearRunner(
  { runners, orders, engine }: Hearing,
  name: string,
  news: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: string },
): Promise<void> {
  const runner = runners.find((one) => one.name === name);
  // Whether there is such a runner is nobody's business.
  if (!runner) throw untrusted('Its signature does not fit.');
  const call = readCall(runner, news.headers, news.body);
  const known = await orders.hear(name, call, new Date(Date.now() + runner.callbackMinutes * 60_000));
  if (!known) {
    throw new CordonError('not_found', `Runner ${name} was given no order ${call.order}.`, {
      remedy: 'Name the order as it came in the message: cordon_ and 32 digits.',
    });
  }
  if (known.state !== call.state && (known.state === 'done' || known.state === 'failed')) {
    throw new CordonError('conflict', `Runner ${name} has said ${known.state} of this order already.`, {
      remedy: 'Its last word stands. What changed since is for people: tell them.',
    });
  }
  await pass(engine.handle, await engine.load(known.incidentId), known);
}

/** Only to the run that gave the order: of a later plan of the same action it says nothing. */
async function pass(handle: Engine['handle'], incident: Incident, known: OrderState): Promise<void> {
  const { actionId, stage, step, state, detail, runner, order } = known;
  const action = incident.actions.find((one) => one.actionId === actionId);
  if (!action || !isMoving(action) || jobOf(incident, action).jobKey !== known.jobKey) return;
  if ((action.state === 'releasing') !== (stage === 'release')) return;
  const words = `${runner} says ${state}${detail ? `: ${detail}` : ''}`;
  const by = WORKER;
  const source = { requestId: order };
  if (state === 'pending') {
    await handle(incident.id, { type: 'RecordProgress', actionId, stage, step, detail: words, by, source });
    return;
  }
  // The timer takes it up at once; the worker then reads what was said.
  const lookAgainAt = new Date().toISOString();
  await handle(incident.id, {
    type: 'RecordWaiting',
    actionId,
    on: 'provider',
    why: `${words}.`,
    lookAgainAt,
    by,
    source,
  });
}
