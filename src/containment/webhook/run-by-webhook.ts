/**
 * An action that another tool carries out: an EDR, a firewall, a SOAR playbook. It is ordered once by a signed webhook, asked
 * about until it ends, and taken back by an order of its own where the tool can. What it did is the tool's word; Cordon holds
 * it to its evidence, approvals and ledger all the same. Never in drills: those stay on the simulated cloud.
 * Traps: tags of the target are not seen, `ir:protected` among them; a tool that forgets its orders is ordered twice.
 */

import { sha256 } from '../../base/chain.ts';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Receipt, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import { type Answer, ask } from './ask.ts';
import { isOver, type OrderState, type Orders } from './orders.ts';
import type { Runner } from './settings.ts';

/** `PROVIDER.run-NAME`. */
export function runByWebhook(runner: Runner, provider: string, orders: Orders): ContainmentAction {
  const { name, title, targetKind, tier, releases, evidence, minutes, url } = runner;
  return {
    id: `${provider}.run-${name}`,
    title,
    provider,
    targetKind,
    target: targetOf(provider, targetKind),
    effect: releases ? 'reversible' : 'irreversible',
    tier,
    evidence: evidence.map((kind) => ({ kind, state: 'complete' })),
    permissions: [],
    attack: [],
    d3fend: [],
    undo: releases ? 'The runner is ordered to take it back.' : 'None: the runner does not take it back.',
    settleSeconds: 0,
    recheckSeconds: 300,
    // The plan is for this address: another one needs another approval.
    capture: async () => ({ runner: name, url }),
    blast: async ({ id }) => ({
      estimate: { seconds: minutes * 60, cost: 'what the runner costs' },
      radius: [`what ${title} does to ${id} is decided by the runner at ${new URL(url).host}`],
      warnings: ['Whether it is protected by a tag is not seen: look yourself.'],
    }),
    execute: (target, _prior, job) => [orderStep({ runner, orders, verb: 'contain', target, job })],
    verify: async (_target, _prior, job, signal) => {
      const order = orderOf(job, 'contain');
      const called = await orders.find(order);
      const { state, detail } = called && isOver(called) ? called : await stateOf(runner, order, signal);
      const seen = `Runner ${name} says ${state}${detail ? `: ${detail}` : ''}.`;
      const holding = state === 'done';
      return { holding, seen, ...(holding ? {} : { remedy: `Look at ${name}, mend it there, and try again.` }) };
    },
    ...(releases
      ? { release: (target, _prior, job) => [orderStep({ runner, orders, verb: 'release', target, job })] }
      : {}),
  };
}

type Verb = 'contain' | 'release';

interface Ordering {
  readonly runner: Runner;
  readonly orders: Orders;
  readonly verb: Verb;
  readonly target: ActionTarget;
  readonly job: ActionJob;
}

function orderStep(ordering: Ordering): Step {
  const { runner, orders, verb, target, job } = ordering;
  const { name } = runner;
  const order = orderOf(job, verb);
  const wanted = `runner ${name} has done ${verb}`;
  const { incidentId, number, codename, actionId, jobKey } = job;
  const data = { runner: name, target, incident: { id: incidentId, number, codename }, action: actionId };
  let asked = false;
  const receipt = async ({ state, detail }: Answer): Promise<Receipt> => {
    if (state === 'failed') throw failed(runner, verb, detail);
    if (state === 'done') return { outcome: asked ? 'done' : 'already', detail: detail || wanted, requestId: order };
    if (state !== 'accepted') return { outcome: 'pending', detail: detail || `${name} is at it` };
    const until = new Date(Date.now() + runner.callbackMinutes * 60_000);
    await orders.accept(order, detail, until);
    return waiting(runner, until, detail);
  };
  return {
    id: verb,
    call: `${verb} by webhook`,
    on: target.id,
    prior: verb === 'contain' ? 'as it is' : 'contained by the runner',
    wanted,
    run: async (signal) => {
      const called = await orders.find(order);
      if (called && called.state !== 'given') return heard(ordering, called, wanted, signal);
      // Known before it is said: a quick runner calls back before its answer has come.
      const stage = verb === 'contain' ? 'execute' : 'release';
      await orders.give({ order, runner: name, incidentId, actionId, jobKey, stage, step: verb });
      const known = await stateOf(runner, order, signal);
      if (known.state !== 'unknown') return receipt(known);
      asked = true;
      return receipt(await ask(runner, { type: `cordon.${verb}`, order, data }, signal));
    },
    look: async (signal) => {
      const called = await orders.find(order);
      if (called?.state === 'done') return 'done';
      // What was accepted is not ordered again, whoever goes on: until the runner is late, that is all there is to know.
      if (called && called.state !== 'given' && !isLate(called)) return 'not_done';
      const { state } = await stateOf(runner, order, signal);
      if (state === 'done') return 'done';
      return called && isLate(called) && state !== 'failed' ? 'unknown' : 'not_done';
    },
  };
}

/** How an order stands whose runner calls back. It is asked only when it is late. */
async function heard(
  { runner, verb }: Pick<Ordering, 'runner' | 'verb'>,
  called: OrderState,
  wanted: string,
  signal: AbortSignal,
): Promise<Receipt> {
  const { order, until = new Date() } = called;
  const late = isLate(called);
  const { state, detail } = late ? await stateOf(runner, order, signal) : called;
  if (state === 'done') return { outcome: 'done', detail: detail || wanted, requestId: order };
  if (state === 'failed') throw failed(runner, verb, detail);
  if (!late) return waiting(runner, until, detail);
  throw new CordonError('outcome_unknown', `Runner ${runner.name} has not called back by ${until.toISOString()}.`, {
    remedy: `Look at ${runner.name} what became of ${order}. A late call is heard all the same.`,
    retryable: true,
  });
}

function waiting({ name }: Runner, until: Date, detail: string): Receipt {
  const words = detail ? `: ${detail}` : '';
  return { outcome: 'waiting', detail: `${name} has accepted it and calls back by ${until.toISOString()}${words}.` };
}

/** It was to have called by now, and its last word was not said. */
function isLate(called: OrderState): boolean {
  return !isOver(called) && called.until !== undefined && called.until.getTime() <= Date.now();
}

function stateOf(runner: Runner, order: string, signal: AbortSignal): Promise<Answer> {
  return ask(runner, { type: 'cordon.status', order, data: {} }, signal);
}

/** The same job is the same order, whoever says it and how often. */
function orderOf({ jobKey }: ActionJob, verb: Verb): string {
  return `cordon_${sha256(`${jobKey} ${verb}`).slice(0, 32)}`;
}

function failed({ name }: Runner, verb: Verb, detail: string): CordonError {
  return new CordonError('vendor_failed', `Runner ${name} could not ${verb}: ${detail || 'it does not say why'}`, {
    remedy: `Look at ${name}, mend what it names there, then plan the action again.`,
  });
}
