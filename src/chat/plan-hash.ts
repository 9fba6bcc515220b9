/** The plan a person speaks of: by the beginning of its hash, so that words typed on an old card do not count. */

import { z } from 'zod';
import type { Action, Incident } from '../incident/incident.ts';
import { Maybe, Words } from './define.ts';
import { actionOf, firstWord, splitReason } from './words.ts';

export const PlanInput = z.object({ action: Words, hash: Maybe, reason: Maybe });

/** `a1 7f3a91 because …` */
export function planWords(text: string) {
  const { head, reason } = splitReason(text);
  const [action, hash] = firstWord(head);
  return { action, hash, reason };
}

/** Digits of the hash that are enough to mean one plan. */
const SHORTEST = 6;

/**
 * The action and the full hash meant. A hash that fits no longer is passed on as it is, so that the core refuses it;
 * without one, the plan as it stands is meant.
 */
export function meant(
  { action: id, hash }: { readonly action: string; readonly hash: string | undefined },
  incident: Incident,
): { readonly action: Action; readonly planHash: string } | string {
  const action = actionOf(id, incident);
  if (!action) return `There is no action ${id} here.`;
  const current = action.plan?.hash ?? '';
  if (!hash) return { action, planHash: current };
  if (hash.length < SHORTEST && hash !== current)
    return `A plan is named by at least ${SHORTEST} digits of its hash; this one is ${current.slice(0, 12)}.`;
  return { action, planHash: current.startsWith(hash.toLowerCase()) ? current : hash };
}
