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
import type { Runner } from './settings.ts';

/** `PROVIDER.run-NAME`. */
export function runByWebhook(runner: Runner, provider: string): ContainmentAction {
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
    execute: (target, _prior, job) => [orderStep(runner, 'contain', target, job)],
    verify: async (_target, _prior, job, signal) => {
      const { state, detail } = await stateOf(runner, orderOf(job, 'contain'), signal);
      const seen = `Runner ${name} says ${state}${detail ? `: ${detail}` : ''}.`;
      const holding = state === 'done';
      return { holding, seen, ...(holding ? {} : { remedy: `Look at ${name}, mend it there, and try again.` }) };
    },
    ...(releases ? { release: (target, _prior, job) => [orderStep(runner, 'release', target, job)] } : {}),
  };
}

type Verb = 'contain' | 'release';

function orderStep(runner: Runner, verb: Verb, target: ActionTarget, job: ActionJob): Step {
  const order = orderOf(job, verb);
  const wanted = `runner ${runner.name} has done ${verb}`;
  const { incidentId, number, codename, actionId } = job;
  const data = { runner: runner.name, target, incident: { id: incidentId, number, codename }, action: actionId };
  let asked = false;
  const receipt = ({ state, detail }: Answer): Receipt => {
    if (state === 'failed') throw failed(runner, verb, detail);
    if (state !== 'done') return { outcome: 'pending', detail: detail || `${runner.name} is at it` };
    return { outcome: asked ? 'done' : 'already', detail: detail || wanted, requestId: order };
  };
  return {
    id: verb,
    call: `${verb} by webhook`,
    on: target.id,
    prior: verb === 'contain' ? 'as it is' : 'contained by the runner',
    wanted,
    run: async (signal) => {
      const known = await stateOf(runner, order, signal);
      if (known.state !== 'unknown') return receipt(known);
      asked = true;
      return receipt(await ask(runner, { type: `cordon.${verb}`, order, data }, signal));
    },
    look: async (signal) => ((await stateOf(runner, order, signal)).state === 'done' ? 'done' : 'not_done'),
  };
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
