/** What reactions ask of the containment room: a plan for a recorded action, a run of it, its release. */

import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { ActionJob } from '../containment/action.ts';
import type { Guard } from '../containment/guards.ts';
import type { Catalogue } from '../containment/index.ts';
import type { Ledger } from '../containment/ledger.ts';
import { type Drafted, draftPlan } from '../containment/plan.ts';
import {
  type Progress,
  type ReleaseResult,
  type RunResult,
  recheck,
  releaseAction,
  runAction,
} from '../containment/run.ts';
import { isTouched } from '../incident/action-states.ts';
import type { Action, Incident } from '../incident/incident.ts';

export type { Progress };

/** `recheckSeconds` is 0 where nobody looks again. */
export type Ran =
  | Exclude<RunResult, { result: 'holding' }>
  | (Extract<RunResult, { result: 'holding' }> & { readonly recheckSeconds: number });

export type EvidenceGate = (need: {
  readonly kind: string;
  readonly state: string;
}) => Promise<'there' | 'waiting' | 'failed'>;

export interface RunTools {
  readonly tell: (progress: Progress) => Promise<void>;
  readonly evidence: EvidenceGate;
  readonly signal: AbortSignal;
}

export interface Containment {
  /** Title of an action of the catalogue; its id when unknown. */
  titleOf(action: string): string;
  plan(action: Action, signal: AbortSignal): Promise<Drafted>;
  run(action: Action, incident: Incident, tools: RunTools): Promise<Ran>;
  verify(action: Action, incident: Incident, signal: AbortSignal): Promise<Ran>;
  release(action: Action, incident: Incident, tools: Pick<RunTools, 'tell' | 'signal'>): Promise<ReleaseResult>;
}

export interface ContainmentOptions {
  readonly catalogue: Catalogue;
  readonly ledger: Ledger;
  readonly guards: readonly Guard[];
  /** Milliseconds a claim of a step lasts; a killed worker's step is taken over after it. */
  readonly leaseMs: number;
  /** Milliseconds between two looks while verifying. */
  readonly pollMs: number;
}

export function createContainment({ catalogue, ledger, guards, leaseMs, pollMs }: ContainmentOptions): Containment {
  const known = (action: Action) => {
    const found = catalogue.find(action.action);
    if (found) return found;
    throw new CordonError('action_unknown', `There is no action ${action.action} in the catalogue.`, {
      remedy: `Use one of: ${catalogue.actions.map(({ id }) => id).join(', ')}.`,
    });
  };
  return {
    titleOf: (action) => catalogue.find(action)?.title ?? action,
    plan: async (action, signal) => {
      const found = catalogue.find(action.action);
      if (found) return draftPlan({ action: found, target: action.target, guards, signal });
      const remedy = `Use one of: ${catalogue.actions.map(({ id }) => id).join(', ')}.`;
      return { refused: { code: 'action_unknown', reason: `There is no action ${action.action} here.`, remedy } };
    },
    run: async (action, incident, tools) => {
      const found = known(action);
      const begun = action.steps.some(({ stage }) => stage === 'execute');
      const run = {
        action: found,
        target: action.target,
        job: jobOf(incident, action),
        approved: action.authorized?.planHash ?? '',
        begun,
        fresh: !begun && !isTouched(action),
      };
      const ran = await runAction(run, { ...tools, ledger, guards, leaseMs, pollMs });
      return ran.result === 'holding' ? { ...ran, recheckSeconds: found.recheckSeconds } : ran;
    },
    verify: async (action, incident, signal) => {
      const ran = await recheck(
        { action: known(action), target: action.target, job: jobOf(incident, action) },
        { ledger, signal },
      );
      return ran.result === 'holding' ? { ...ran, recheckSeconds: 0 } : ran;
    },
    release: (action, incident, tools) =>
      releaseAction(
        { action: known(action), target: action.target, job: jobOf(incident, action) },
        { ...tools, ledger, leaseMs, pollMs },
      ),
  };
}

/**
 * One job per authorised plan: a retry of the same authorisation finds its ledger rows, a new proposal begins anew.
 * Its key is also the tag on every artefact at the provider.
 */
function jobOf(incident: Incident, action: Action): ActionJob {
  const { id: incidentId, codename, number } = incident;
  const { account, id } = action.target;
  const parts = [incidentId, action.actionId, action.action, account, id, action.plan?.hash ?? '', action.proposedAt];
  return { incidentId, codename, number, actionId: action.actionId, jobKey: sha256(parts.join('\n')) };
}
