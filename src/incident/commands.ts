/** Everything that can be asked of an incident. Imperative; what came of it is in `events.ts`. */

import type { Actor, Entity, Person, Source } from './actor.ts';
import type { BridgeCommandData } from './bridge-events.ts';
import type { TaskDefinition } from './checklist-events.ts';
import type { ActionPlan, ActionStage, ActionTarget } from './containment-events.ts';
import type { AlertSummary, CapturedMessage, EventData, Milestone, Timestamp, Visibility } from './events.ts';
import type { History } from './history.ts';
import type { Likeness } from './likeness.ts';
import type { Phase } from './phases.ts';
import type { Severity } from './policy.ts';
import type { PostmortemCommandData } from './postmortem-commands.ts';

/** What each command carries, by type. `Record…` commands report what workers found or did. */
export interface CommandData extends PostmortemCommandData, BridgeCommandData {
  DeclareIncident: EventData['IncidentDeclared'] & { readonly detectedAt?: Timestamp; readonly history?: History };
  RetitleIncident: { readonly title: string };
  WriteSummary: { readonly text: string };
  EnterPhase: { readonly to: Phase; readonly reason?: string; readonly override?: boolean };
  /** Same severity confirms it; another changes it. */
  SetSeverity: { readonly to: Severity; readonly reason: string };
  SetVisibility: { readonly to: Visibility; readonly reason: string };
  MergeInto: {
    readonly incidentId: string;
    readonly number: number;
    readonly codename: string;
    readonly reason: string;
  };
  AbsorbIncident: { readonly incidentId: string; readonly number: number; readonly codename: string };
  CloseIncident: {
    readonly resolution: string;
    /** Actions still contained that the person accepts by name, each with the reason. */
    readonly accept: readonly { readonly actionId: string; readonly reason: string }[];
  };
  ReopenIncident: { readonly reason: string };
  SetMilestone: { readonly milestone: Milestone; readonly at: Timestamp; readonly reason: string };

  RecordSimilar: { readonly found: readonly Likeness[] };
  LinkAlert: { readonly alert: AlertSummary; readonly why: string };
  AddEntity: { readonly entity: Entity; readonly reason: string };
  RemoveEntity: { readonly entity: Entity; readonly reason: string };

  AddMember: { readonly person: Person; readonly how: EventData['MemberJoined']['how'] };
  /** Those of them who are not members yet. */
  AddMembers: { readonly people: readonly Person[]; readonly how: EventData['MemberJoined']['how'] };
  RemoveMember: { readonly person: Person };
  LeaveIncident: Record<never, never>;
  RequestAccess: { readonly reason: string };
  AllowAccess: { readonly person: Person };
  DenyAccess: { readonly person: Person; readonly reason: string };
  TakeRole: { readonly role: string };
  AssignRole: { readonly role: string; readonly person: Person };
  HandOffRole: { readonly role: string; readonly person: Person; readonly handover: string };
  ReleaseRole: { readonly role: string };
  RecordPage: { readonly person: Person; readonly reason: string; readonly via: string };

  AttachPlaybook: {
    readonly slug: string;
    readonly title: string;
    readonly version: string;
    readonly sha256: string;
    /** Without ids: the core numbers them. */
    readonly tasks: readonly Omit<TaskDefinition, 'taskId'>[];
  };
  AddTask: {
    readonly text: string;
    readonly why?: string;
    readonly phase?: Phase;
    /** Counts in the gate of its phase. */
    readonly required?: boolean;
    readonly role?: string;
    readonly person?: Person;
    readonly dueAt?: Timestamp;
  };
  TickTask: { readonly taskId: string; readonly note?: string };
  UntickTask: { readonly taskId: string };
  AssignTask: { readonly taskId: string; readonly person: Person };
  SetTaskDue: { readonly taskId: string; readonly dueAt: Timestamp };
  SkipTask: { readonly taskId: string; readonly reason: string };

  AddNote: { readonly text: string; readonly occurredAt?: Timestamp };
  EditEntry: { readonly entryId: string; readonly text: string };
  CaptureMessage: { readonly message: CapturedMessage };
  WithdrawCapture: { readonly platform: string; readonly conversation: string; readonly messageId: string };
  PostUpdate: { readonly text: string; readonly audience: 'members' | 'stakeholders' };
  SnoozeNag: { readonly nag: string; readonly until: Timestamp };
  /** Time has passed: expire what has expired, remind of what is due. Sent by the timer alone. */
  PassTime: Record<never, never>;

  ProposeAction: {
    readonly action: string;
    readonly title: string;
    readonly target: ActionTarget;
    readonly reason: string;
    readonly requested: boolean;
    readonly taskId?: string;
  };
  /** Ask for approval of the plan as it stands. */
  RequestApproval: { readonly actionId: string; readonly planHash: string; readonly reason?: string };
  ApproveAction: { readonly actionId: string; readonly planHash: string; readonly typedTarget?: string };
  DenyAction: { readonly actionId: string; readonly planHash: string; readonly reason: string };
  BreakGlass: { readonly actionId: string; readonly planHash: string; readonly reason: string };
  WaiveEvidence: { readonly actionId: string; readonly kinds: readonly string[]; readonly reason: string };
  CancelAction: { readonly actionId: string; readonly reason: string };
  RequestRelease: { readonly actionId: string; readonly reason: string };
  AcceptResidual: { readonly actionId: string; readonly reason: string };
  /** Plan again: after a refusal, a drift, or a release. */
  RetryAction: { readonly actionId: string };

  RecordPlan: { readonly actionId: string; readonly plan: ActionPlan };
  RecordPlanRefusal: {
    readonly actionId: string;
    readonly code: string;
    readonly reason: string;
    readonly remedy: string;
  };
  RecordStepStart: {
    readonly actionId: string;
    readonly stage: ActionStage;
    readonly step: string;
    readonly call: string;
    readonly on: string;
  };
  RecordStepFinish: EventData['StepFinished'];
  RecordProgress: EventData['StepProgressed'];
  RecordWaiting: EventData['ActionWaiting'];
  RecordHolding: { readonly actionId: string; readonly verification: string; readonly recheckAt?: Timestamp };
  RecordNotHolding: { readonly actionId: string; readonly seen: string; readonly remedy: string };
  RecordActionFailure: {
    readonly actionId: string;
    readonly stage: ActionStage;
    readonly problem: string;
    readonly remedy: string;
  };
  RecordRelease: { readonly actionId: string; readonly restored: string };
  RecordReleaseFailure: { readonly actionId: string; readonly problem: string; readonly remedy: string };

  RequestEvidence: { readonly kind: string; readonly subject: string; readonly actionId?: string };
  RecordEvidenceFixed: { readonly evidenceId: string; readonly reference: string };
  RecordEvidence: { readonly evidenceId: string } & Pick<
    EventData['EvidenceCollected'],
    'name' | 'mediaType' | 'sha256' | 'bytes' | 'collector' | 'window'
  >;
  RecordEvidenceLock: EventData['EvidenceLocked'];
  RecordEvidenceFailure: { readonly evidenceId: string; readonly problem: string; readonly remedy: string };
  /** Without an id: all evidence of the incident, also what is collected later. */
  HoldEvidence: EventData['EvidenceHeld'];
  LiftHold: EventData['HoldLifted'];
  ExtendRetention: EventData['RetentionExtended'];
  /** Asks for it, or confirms what another person asked for. Without an id: all that is past its retention. */
  DisposeEvidence: { readonly evidenceId?: string; readonly reason: string };
  RecordDisposal: Pick<EventData['EvidenceDisposed'], 'evidenceId' | 'freed'>;
  RecordDisposalRefusal: EventData['EvidenceDisposalRefused'];

  StartClock: Omit<EventData['ClockStarted'], 'clockId'>;
  StopClock: { readonly clockId: string; readonly outcome: 'sent' | 'not_required'; readonly proof: string };
  RecordPostmortem: { readonly chainHead: string; readonly sha256: string };
}

export type CommandType = keyof CommandData;

/**
 * A command with its author. `source` is stamped on every event that follows from it. `request` names the saying it came
 * from: said again under the same name, what came of it is found instead of repeated.
 */
export type IncidentCommand = {
  [T in CommandType]: {
    readonly type: T;
    readonly by: Actor;
    readonly source?: Source;
    readonly request?: string;
  } & CommandData[T];
}[CommandType];

export type CommandOf<T extends CommandType> = Extract<IncidentCommand, { readonly type: T }>;
