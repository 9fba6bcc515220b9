/** What reactions ask of the containment room: a plan for a recorded action, a run of it, its release. */

import { createHash } from 'node:crypto';
import type { ActionPlan, ActionStage } from '../incident/events.ts';
import type { Action, Incident } from '../incident/incident.ts';

export type Planned =
  | { readonly plan: ActionPlan; readonly refused?: undefined }
  | {
      readonly refused: { readonly code: string; readonly reason: string; readonly remedy: string };
      readonly plan?: undefined;
    };

/** What the runner tells while it works; each becomes a command. */
export type Progress =
  | {
      readonly kind: 'started';
      readonly stage: ActionStage;
      readonly step: string;
      readonly call: string;
      readonly on: string;
    }
  | {
      readonly kind: 'finished';
      readonly stage: ActionStage;
      readonly step: string;
      readonly outcome: 'done' | 'already' | 'failed' | 'unknown';
      readonly detail: string;
      readonly requestId?: string;
    };

/** How a run ended. `later` wants another attempt: somebody else is at it, or evidence is not there yet. */
export type Ran =
  | { readonly result: 'holding'; readonly verification: string; readonly recheckSeconds: number }
  | { readonly result: 'not_holding'; readonly seen: string; readonly remedy: string }
  | { readonly result: 'failed'; readonly stage: ActionStage; readonly problem: string; readonly remedy: string }
  | { readonly result: 'unknown'; readonly problem: string; readonly remedy: string }
  | { readonly result: 'drift'; readonly plan: ActionPlan }
  | { readonly result: 'later'; readonly why: string };

export type Released =
  | { readonly result: 'released'; readonly restored: string }
  | { readonly result: 'failed'; readonly problem: string; readonly remedy: string }
  | { readonly result: 'later'; readonly why: string };

/** Whether evidence has reached what the plan needs; asking may also set its collection going. */
export type EvidenceGate = (need: { readonly kind: string; readonly state: string }) => Promise<boolean>;

export interface Containment {
  /** Title of an action of the catalogue; its id when unknown. */
  titleOf(action: string): string;
  plan(action: Action, incident: Incident, signal: AbortSignal): Promise<Planned>;
  run(
    action: Action,
    incident: Incident,
    tools: {
      readonly tell: (progress: Progress) => Promise<void>;
      readonly evidence: EvidenceGate;
      readonly signal: AbortSignal;
    },
  ): Promise<Ran>;
  verify(action: Action, incident: Incident, signal: AbortSignal): Promise<Ran>;
  release(
    action: Action,
    incident: Incident,
    tools: { readonly tell: (progress: Progress) => Promise<void>; readonly signal: AbortSignal },
  ): Promise<Released>;
}

/**
 * One job per authorised plan: a retry of the same authorisation finds its ledger rows, a new proposal begins anew.
 * Also the tag on every artefact at the provider.
 */
export function jobKeyOf(incident: Incident, action: Action): string {
  const parts = [incident.id, action.actionId, action.action, action.target.account, action.target.id];
  return createHash('sha256')
    .update([...parts, action.plan?.hash ?? '', action.proposedAt].join('\n'))
    .digest('hex');
}
