/** What reactions ask of the containment room: a plan for a recorded action, a run of it, its release. */

import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction } from '../containment/action.ts';
import { SIMULATED } from '../containment/clouds.ts';
import type { Guard, GuardRefusal } from '../containment/guards.ts';
import { type Catalogue, nameOf } from '../containment/index.ts';
import type { Ledger } from '../containment/ledger.ts';
import { type Drafted, draftPlan } from '../containment/plan.ts';
import { recheck, releaseAction, runAction } from '../containment/run.ts';
import type { Progress, ReleaseResult, RunResult } from '../containment/running.ts';
import { isTouched } from '../incident/action-states.ts';
import type { Entity } from '../incident/actor.ts';
import type { Action, Incident } from '../incident/incident.ts';
import { inScope, type ProviderOf, targetOf } from '../incident/scope.ts';

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
  /** False to a step that is no longer wanted. */
  readonly tell: (progress: Progress) => Promise<boolean>;
  readonly evidence: EvidenceGate;
  readonly signal: AbortSignal;
}

export interface Containment {
  /** Title of an action of the catalogue; its name when unknown. */
  titleOf(action: string, provider: string): string;
  /** An entity of the scope as what an action acts on, in the cloud that is right for the incident. */
  targetOf(incident: Incident, entity: Entity): ActionTarget;
  plan(action: Action, incident: Incident, signal: AbortSignal): Promise<Drafted>;
  run(action: Action, incident: Incident, tools: RunTools): Promise<Ran>;
  verify(action: Action, incident: Incident, signal: AbortSignal): Promise<Ran>;
  release(action: Action, incident: Incident, tools: Pick<RunTools, 'tell' | 'signal'>): Promise<ReleaseResult>;
  /** Tells the sources of the findings how the incident stands; a sentence for each thing said. */
  settle(incident: Incident, state: 'closed' | 'open', signal: AbortSignal): Promise<readonly string[]>;
}

export interface ContainmentOptions {
  readonly catalogue: Catalogue;
  readonly ledger: Ledger;
  readonly guards: readonly Guard[];
  readonly providerOf: ProviderOf;
  /** Milliseconds a claim of a step lasts; a killed worker's step is taken over after it. */
  readonly leaseMs: number;
  /** Milliseconds between two looks while verifying. */
  readonly pollMs: number;
  readonly settle: Containment['settle'];
}

export function createContainment(options: ContainmentOptions): Containment {
  const { catalogue, ledger, guards, providerOf, leaseMs, pollMs, settle } = options;
  const find = (action: Action, incident: Incident): ContainmentAction | GuardRefusal =>
    astray(action.target, incident) ?? catalogue.find(action.action, action.target.provider) ?? unknown(action);
  const unknown = ({ action, target: { provider } }: Action): GuardRefusal => ({
    code: 'action_unknown',
    reason: `There is no action ${action} on ${provider}.`,
    remedy: `Use one of: ${catalogue.actions
      .filter((one) => one.provider === provider)
      .map(nameOf)
      .join(', ')}.`,
  });
  const known = (action: Action, incident: Incident): ContainmentAction => {
    const found = find(action, incident);
    if ('id' in found) return found;
    throw new CordonError('action_unknown', found.reason, { remedy: found.remedy });
  };
  return {
    settle,
    titleOf: (action, provider) => catalogue.find(action, provider)?.title ?? action,
    targetOf: (incident, entity) => targetOf(incident, entity, providerOf),
    plan: async (action, incident, signal) => {
      const { target } = action;
      const refused = elsewhere(target, incident, providerOf) ?? outside(target, incident);
      if (refused) return { refused };
      const found = find(action, incident);
      return 'id' in found ? draftPlan({ action: found, target, guards, signal }) : { refused: found };
    },
    run: async (action, incident, tools) => {
      const { target } = action;
      const found = known(action, incident);
      const begun = action.steps.some(({ stage }) => stage === 'execute');
      const refused = begun ? undefined : (elsewhere(target, incident, providerOf) ?? outside(target, incident));
      if (refused) return { result: 'failed', stage: 'preserve', problem: refused.reason, remedy: refused.remedy };
      const run = {
        action: found,
        target,
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
        { action: known(action, incident), target: action.target, job: jobOf(incident, action) },
        { ledger, signal },
      );
      return ran.result === 'holding' ? { ...ran, recheckSeconds: 0 } : ran;
    },
    release: async (action, incident, tools) =>
      releaseAction(
        { action: known(action, incident), target: action.target, job: jobOf(incident, action) },
        { ...tools, ledger, leaseMs, pollMs },
      ),
  };
}

/** A drill never acts on a real cloud, whatever was recorded. */
function astray({ provider }: ActionTarget, { mode }: Incident): GuardRefusal | undefined {
  if (mode !== 'drill' || provider === SIMULATED) return undefined;
  return {
    code: 'drill_only',
    reason: `This is a drill, and ${provider} is a real cloud.`,
    remedy: 'Act on it in a live incident.',
  };
}

/** A cloud that was configured after the proposal: what was proposed on the simulated one would contain nothing. */
function elsewhere(target: ActionTarget, incident: Incident, providerOf: ProviderOf): GuardRefusal | undefined {
  const provider = providerOf(incident, target.account);
  if (provider === target.provider) return undefined;
  return {
    code: 'wrong_cloud',
    reason: `It was proposed on ${target.provider}, and this incident now acts on ${provider}.`,
    remedy: `Ask for it anew: contain … ${target.id} because …`,
  };
}

/** What has left the scope since it was proposed is not acted on. */
function outside(target: ActionTarget, incident: Incident): GuardRefusal | undefined {
  if (inScope(incident, target)) return undefined;
  const { kind, id } = target;
  return {
    code: 'out_of_scope',
    reason: `${kind} ${id} is not in the scope of this incident.`,
    remedy: `Add it with a reason: scope add ${kind} ${id} because …`,
  };
}

/**
 * One job per authorised plan: a retry of the same authorisation finds its ledger rows, a new proposal begins anew.
 * Its key is also the tag on every artefact at the provider.
 */
export function jobOf(incident: Incident, action: Action): ActionJob {
  const { id: incidentId, codename, number } = incident;
  const { account, id } = action.target;
  const parts = [incidentId, action.actionId, action.action, account, id, action.plan?.hash ?? '', action.proposedAt];
  const jobKey = sha256(parts.join('\n'));
  return { incidentId, codename, number, actionId: action.actionId, jobKey, actor: actorOf(action) };
}

/** Who asked and who approved; of a release, who asked for it. Cordon itself where its own rule did. */
function actorOf({ state, releaseBy, request, proposedBy, authorized }: Action): string {
  if (state === 'releasing' && releaseBy) return releaseBy.id;
  const ids = [request?.by ?? proposedBy, ...(authorized?.by ?? [])].map(({ id }) => id);
  return [...new Set(ids)].join(' ');
}
