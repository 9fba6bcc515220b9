/** The facts of playbooks and checklists: part of `EventData`, kept apart for their number. */

import type { Entity, Person } from './actor.ts';
import type { Phase } from './phases.ts';
import type { Timestamp } from './timestamp.ts';

/** What a checklist item asks for; the form of `cloud-ir` playbooks. */
export type TaskKind = 'check' | 'decision' | 'action' | 'evidence' | 'comms' | 'clock';

/** A condition a machine can check, so that the item ticks itself. */
export type DoneWhen =
  | { readonly fact: 'role-held'; readonly role: string }
  | { readonly fact: 'severity-confirmed' }
  | { readonly fact: 'scope-listed'; readonly kind?: Entity['kind'] }
  | { readonly fact: 'evidence-complete'; readonly kind: string }
  | { readonly fact: 'action-holding'; readonly action: string }
  | { readonly fact: 'action-released'; readonly action: string }
  | { readonly fact: 'update-posted' }
  | { readonly fact: 'clock-started'; readonly regime: string }
  | { readonly fact: 'nothing-contained' };

/** One checklist item as it was when it joined the incident. */
export interface TaskDefinition {
  readonly taskId: string;
  readonly phase: Phase;
  readonly kind: TaskKind;
  readonly text: string;
  readonly why?: string;
  readonly role?: string;
  /** Part of the phase's gate: open ones are named when the phase is to be left. */
  readonly required: boolean;
  /** Action id in the catalogue, for `kind: action`. */
  readonly action?: string;
  /** Evidence kind, for `kind: evidence`. */
  readonly evidence?: string;
  /** Regime of the clock, for `kind: clock`. */
  readonly regime?: string;
  readonly doneWhen?: DoneWhen;
  readonly dueMinutes?: number;
}

export interface ChecklistEventData {
  PlaybookAttached: {
    readonly slug: string;
    readonly title: string;
    readonly version: string;
    readonly sha256: string;
    readonly tasks: readonly TaskDefinition[];
  };
  TaskAdded: { readonly task: TaskDefinition };
  TaskTicked: {
    readonly taskId: string;
    readonly text: string;
    readonly how: 'person' | 'machine';
    readonly note?: string;
  };
  TaskUnticked: { readonly taskId: string; readonly text: string };
  TaskAssigned: { readonly taskId: string; readonly text: string; readonly person: Person };
  TaskDueSet: { readonly taskId: string; readonly text: string; readonly dueAt: Timestamp };
  TaskSkipped: { readonly taskId: string; readonly text: string; readonly reason: string };
}
