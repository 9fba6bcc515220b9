/** The planner: what an action would do to a target as it stands now, in full, with a hash that approvals bind to. */

import { canonicalJson, sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, PriorState } from './action.ts';
import type { Guard, GuardRefusal } from './guards.ts';

/** The recorded form of a plan; the core's `ActionPlan`. */
export interface Plan {
  readonly steps: readonly {
    readonly id: string;
    readonly call: string;
    readonly on: string;
    readonly prior: string;
    readonly wanted: string;
  }[];
  readonly effect: ContainmentAction['effect'];
  readonly tier: 0 | 1 | 2 | 3;
  readonly blastRadius: readonly string[];
  readonly evidence: ContainmentAction['evidence'];
  readonly undo: string;
  readonly warnings: readonly string[];
  readonly settleSeconds: number;
  readonly byHand?: readonly string[];
  readonly estimate?: { readonly seconds?: number; readonly cost?: string };
  readonly hash: string;
}

export type Drafted =
  | { readonly plan: Plan; readonly prior: PriorState; readonly refused?: undefined }
  | { readonly refused: GuardRefusal; readonly plan?: undefined };

export interface Draft {
  readonly action: ContainmentAction;
  readonly target: ActionTarget;
  readonly guards: readonly Guard[];
  readonly signal: AbortSignal;
}

/** What cannot be read cannot be planned: a refusal that says why, unless trying again may help. */
async function captured(
  action: ContainmentAction,
  target: ActionTarget,
  signal: AbortSignal,
): Promise<
  | { readonly prior: PriorState; readonly refused?: undefined }
  | { readonly refused: GuardRefusal; readonly plan?: undefined }
> {
  try {
    return { prior: await action.capture(target, signal) };
  } catch (fault) {
    if (!(fault instanceof CordonError) || fault.retryable) throw fault;
    return { refused: { code: 'target_unreadable', reason: fault.message, remedy: fault.remedy } };
  }
}

/** Steps are drawn up for a job that does not exist yet: their ids and texts do not depend on it. */
const NO_JOB: ActionJob = { incidentId: '', codename: '', number: 0, actionId: '', jobKey: '' };

/**
 * Reads the target and draws up the plan; changes nothing. The hash covers target, calls, prior state, evidence and
 * tier, so that the same world gives the same plan; what merely informs (blast radius, warnings, steps by hand, estimate) stays out.
 */
export async function draftPlan({ action, target, guards, signal }: Draft): Promise<Drafted> {
  const checked = action.target.safeParse(target);
  if (!checked.success) {
    return {
      refused: {
        code: 'target_invalid',
        reason: `${action.title} acts on one ${action.targetKind}, and this is ${target.kind} ${target.id}.`,
        remedy: `Name a ${action.targetKind} of the scope.`,
      },
    };
  }
  const seen = await captured(action, target, signal);
  if (seen.refused) return seen;
  const { prior } = seen;
  for (const guard of guards) {
    const refused = await guard(target, prior, action);
    if (refused) return { refused };
  }
  const blast = await action.blast(target, prior, signal);
  const steps = action
    .execute(target, prior, NO_JOB)
    .map(({ id, call, on, prior: now, wanted }) => ({ id, call, on, prior: now, wanted }));
  const { effect, evidence, undo, settleSeconds } = action;
  const tier = blast.tier !== undefined && blast.tier > action.tier ? blast.tier : action.tier;
  const { account, kind, id, provider, region } = target;
  const bound = {
    action: action.id,
    target: { provider, account, kind, id, region: region ?? '' },
    steps,
    effect,
    tier,
    evidence,
    undo,
    prior,
  };
  return {
    prior,
    plan: {
      steps,
      effect,
      tier,
      blastRadius: blast.radius,
      evidence,
      undo,
      warnings: blast.warnings ?? [],
      settleSeconds,
      ...(blast.byHand ? { byHand: blast.byHand } : {}),
      ...(blast.estimate ? { estimate: blast.estimate } : {}),
      hash: sha256(canonicalJson(bound)),
    },
  };
}
