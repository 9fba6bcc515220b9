/**
 * What the actions on shared copies have in common: snapshots of disks and databases and machine images are shared with
 * accounts, or with everybody (`all`), and taken back from them by one call. They differ in how that is read and said.
 * Taken back from everyone they were shared with; whom a release gives it to again is a decision of the plan.
 * Trap of all of them: whoever could reach a copy may have made one of their own, which cannot be called back.
 */

import { canonicalJson } from '../../base/chain.ts';
import type { ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import { type Answered, awsStep } from './steps.ts';

export interface Sharing {
  /** Sorted account ids and `all`; empty where it is private. Throws `not_found` for what does not exist. */
  read(signal: AbortSignal): Promise<readonly string[]>;
  take(from: readonly string[], signal: AbortSignal): Promise<Answered>;
  give(to: readonly string[], signal: AbortSignal): Promise<Answered>;
}

export interface Unsharing {
  readonly id: string;
  readonly noun: string;
  readonly kind: string;
  readonly call: string;
  readonly permissions: readonly string[];
  readonly sharing: (target: ActionTarget, job?: Parameters<ContainmentAction['execute']>[2]) => Sharing;
}

interface Prior {
  readonly [name: string]: unknown;
  readonly shared: readonly string[];
}

export function unsharing({ id: name, noun, kind, call, permissions, sharing }: Unsharing): ContainmentAction<Prior> {
  return {
    id: name,
    title: `Unshare ${noun}`,
    provider: 'aws',
    targetKind: kind,
    target: targetOf('aws', kind),
    effect: 'reversible',
    tier: 1,
    evidence: [],
    permissions,
    attack: ['T1537', 'T1530', 'T1578.001'],
    d3fend: ['D3-UAP'],
    undo: 'It is shared again with exactly those it was shared with.',
    settleSeconds: 30,
    recheckSeconds: 600,
    capture: async (target, signal) => ({ shared: await sharing(target).read(signal) }),
    blast: async ({ id }, { shared }) => ({
      estimate: { seconds: 2, cost: 'nothing at AWS' },
      radius: [
        shared.length === 0
          ? `${id} is private already: nothing is lost`
          : `${shared.map(nameOf).join(', ')} can no longer restore or copy ${id}`,
      ],
      warnings:
        shared.length === 0 ? [] : ['Copies made by them before cannot be called back: treat what is in it as read.'],
    }),
    execute: (target, { shared }, job) => [
      shareStep(sharing(target, job), target, { id: 'unshare', call, from: shared, to: [] }),
    ],
    verify: async (target, _prior, _job, signal) => {
      const shared = await sharing(target).read(signal);
      const holding = shared.length === 0;
      const seen = `Shared with ${textOf(shared)}.`;
      return {
        holding,
        seen,
        ...(holding ? {} : { remedy: 'Find who shares it again, contain them, and try again.' }),
      };
    },
    release: (target, { shared }, job) =>
      shared.length === 0 ? [] : [shareStep(sharing(target, job), target, { id: 'share', call, from: [], to: shared })],
  };
}

interface Move {
  readonly id: string;
  readonly call: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** What is taken is what stands at that moment, so that a share made since the plan is taken too. */
function shareStep(sharing: Sharing, { id: on }: ActionTarget, { id, call, from, to }: Move): Step {
  return awsStep({
    id,
    call,
    on,
    prior: `shared with ${textOf(from)}`,
    wanted: `shared with ${textOf(to)}`,
    make: async (signal) =>
      to.length === 0 ? sharing.take(await sharing.read(signal), signal) : sharing.give(to, signal),
    holds: async (signal) => canonicalJson(await sharing.read(signal)) === canonicalJson(to),
  });
}

function textOf(shared: readonly string[]): string {
  return shared.length === 0 ? 'nobody' : shared.map(nameOf).join(', ');
}

function nameOf(account: string): string {
  return account === 'all' ? 'everybody' : account;
}
