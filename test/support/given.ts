/** Given these facts, when this is said, these facts are recorded: the core's tests read like its rules. */

import type { Actor, Entity, Person } from '../../src/incident/actor.ts';
import type { CommandOf, CommandType, IncidentCommand } from '../../src/incident/commands.ts';
import type { ActionPlan, ActionTarget } from '../../src/incident/containment-events.ts';
import { decide } from '../../src/incident/decide.ts';
import type { Decision, RefusalCode } from '../../src/incident/decision.ts';
import type { AlertSummary, EventType, Fact, IncidentEvent } from '../../src/incident/events.ts';
import { replay } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';

export const INCIDENT_ID = 'incident-42';
/** When the first command of a story is said. */
export const START = Date.parse('2026-03-01T14:00:00.000Z');

export const worker: Actor = { kind: 'worker', id: 'worker', name: 'Cordon worker' };
export const timer: Actor = { kind: 'timer', id: 'timer', name: 'Cordon timer' };
export const cordon: Actor = { kind: 'service', id: 'cordon', name: 'Cordon' };

export function actor(id: string): Actor {
  return { kind: 'person', id, name: id, surface: 'room' };
}

export function person(id: string): Person {
  return { id, name: id };
}

/** A command as a test writes it: the author by name of a person or as an actor, or left out for the commander. */
export type Said<T extends CommandType = CommandType> = {
  [K in T]: Omit<CommandOf<K>, 'by' | 'source'> & { readonly by?: string | Actor };
}[T];

/** A step of a story: something said, or minutes that pass. */
export type Step = Said | { readonly minutes: number };

export interface Story {
  readonly events: readonly IncidentEvent[];
  readonly incident: Incident;
  readonly at: Date;
  /** Goes on with the story; throws when a step is refused, for then the test is wrong. */
  and(...steps: readonly Step[]): Story;
  when(command: Said): Outcome;
}

export interface Outcome {
  readonly decision: Decision;
  /** The data of the first fact of a type. */
  fact<T extends EventType>(type: T): Extract<Fact, { type: T }>['data'];
  records(...types: readonly EventType[]): void;
  recordsNothing(): void;
  isRefused(code: RefusalCode): void;
}

export function given(...steps: readonly Step[]): Story {
  return story([], START).and(...steps);
}

function story(events: readonly IncidentEvent[], now: number): Story {
  const incident = replay(INCIDENT_ID, events);
  const at = new Date(now);
  return {
    events,
    incident,
    at,
    and: (...steps) => steps.reduce<Story>(advance, story(events, now)),
    when: (said) => outcomeOf(decide(signed(said), incident, at)),
  };
}

function advance(told: Story, step: Step): Story {
  if (!('type' in step)) return story(told.events, told.at.getTime() + step.minutes * 60_000);
  const command = signed(step);
  const decision = decide(command, told.incident, told.at);
  if (decision.refused)
    throw new Error(`${step.type} was refused: ${decision.refused.code} ${decision.refused.reason}`);
  return story([...told.events, ...recorded(decision.accepted, told.incident, command, told.at)], told.at.getTime());
}

function signed({ by = 'commander', ...rest }: Said): IncidentCommand {
  return { ...rest, by: typeof by === 'string' ? actor(by) : by } as IncidentCommand;
}

/** Facts as the engine records them. */
export function recorded(
  facts: readonly Fact[],
  incident: Incident,
  command: IncidentCommand,
  at: Date,
): readonly IncidentEvent[] {
  const recordedAt = at.toISOString();
  return facts.map((fact, index) => {
    const seq = incident.version + index + 1;
    const envelope = { id: `event-${seq}`, incidentId: incident.id, seq, recordedAt, by: command.by };
    const occurredAt = fact.occurredAt ?? recordedAt;
    return { ...envelope, type: fact.type, data: fact.data, occurredAt, source: fact.source ?? {} } as IncidentEvent;
  });
}

function outcomeOf(decision: Decision): Outcome {
  const types = (decision.accepted ?? []).map(({ type }) => type);
  const said = decision.refused ? `refused (${decision.refused.code})` : `recorded [${types.join(', ')}]`;
  const expectSame = (found: string, expected: string): void => {
    if (found !== expected) throw new Error(`expected ${expected}, but it ${said}`);
  };
  return {
    decision,
    fact: (type) => {
      const found = decision.accepted?.find((fact) => fact.type === type);
      if (!found) throw new Error(`expected a ${type}, but it ${said}`);
      return found.data as never;
    },
    records: (...expected) => expectSame(said, `recorded [${expected.join(', ')}]`),
    recordsNothing: () => expectSame(said, 'recorded []'),
    isRefused: (code) => expectSame(said, `refused (${code})`),
  };
}

export const INSTANCE: Entity = { kind: 'instance', id: 'i-0abc', account: '111122223333', region: 'eu-west-1' };
export const ROLE: Entity = { kind: 'role', id: 'web-prod', account: '111122223333' };

export const TARGET: ActionTarget = {
  provider: 'simulated',
  account: '111122223333',
  region: 'eu-west-1',
  kind: 'instance',
  id: 'i-0abc',
};

export function alert(id: string, change: Partial<AlertSummary> = {}): AlertSummary {
  return {
    alertId: id,
    findingId: `finding-${id}`,
    source: 'aws-guardduty',
    type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    title: 'Credentials used outside',
    severity: 'high',
    entities: [INSTANCE, ROLE],
    techniques: ['T1552.005'],
    receivedAt: '2026-03-01T13:59:30.000Z',
    sha256: 'ab'.repeat(32),
    ...change,
  };
}

export function plan(hash: string, change: Partial<ActionPlan> = {}): ActionPlan {
  return {
    steps: [{ id: 's1', call: 'ModifyInstance', on: 'i-0abc', prior: 'sg-web', wanted: 'isolate' }],
    effect: 'reversible',
    tier: 2,
    blastRadius: [],
    evidence: [],
    undo: 'The prior groups are restored.',
    warnings: [],
    settleSeconds: 30,
    hash,
    ...change,
  };
}

type Declaration = Said<'DeclareIncident'>;

export function declared(change: Partial<Declaration> = {}): Declaration {
  return {
    type: 'DeclareIncident',
    by: 'commander',
    number: 42,
    codename: 'sapphire-heron',
    title: 'Role session used outside',
    incidentType: 'identity',
    severity: 2,
    mode: 'live',
    visibility: 'restricted',
    because: 'declared by hand',
    roster: { id: 'cloud-security', members: [] },
    policy: DEFAULT_POLICY,
    tlp: 'AMBER',
    ...change,
  };
}

export function joined(id: string): Said<'AddMember'> {
  return { type: 'AddMember', by: cordon, person: person(id), how: 'roster' };
}

export function assigned(role: string, id: string = role): Said<'AssignRole'> {
  return { type: 'AssignRole', role, person: person(id) };
}

export function linked(id = 'alert-1', change: Partial<AlertSummary> = {}): Said<'LinkAlert'> {
  return { type: 'LinkAlert', by: cordon, alert: alert(id, change), why: 'names the same role' };
}

/** Declared, with an alert, a commander, an account owner, a forensics lead and a responder without a role. */
export const staffed: readonly Step[] = [
  declared(),
  linked(),
  assigned('commander'),
  assigned('account-owner'),
  assigned('forensics'),
  joined('responder-1'),
];

export function proposed(change: Partial<Said<'ProposeAction'>> = {}): Said<'ProposeAction'> {
  return {
    type: 'ProposeAction',
    action: 'isolate-instance',
    title: 'Isolate instance i-0abc',
    target: TARGET,
    reason: 'outbound traffic goes on',
    requested: true,
    ...change,
  };
}

export function planned(hash = 'hash-1', change: Partial<ActionPlan> = {}, actionId = 'a1'): Said<'RecordPlan'> {
  return { type: 'RecordPlan', by: worker, actionId, plan: plan(hash, change) };
}

export function approved(by: string, planHash = 'hash-1', actionId = 'a1'): Said<'ApproveAction'> {
  return { type: 'ApproveAction', by, actionId, planHash };
}

export function started(
  step = 's1',
  stage: 'preserve' | 'execute' | 'verify' | 'release' = 'execute',
  actionId = 'a1',
) {
  const told = { type: 'RecordStepStart', by: worker, actionId, stage, step, call: 'ModifyInstance', on: 'i-0abc' };
  return told as Said<'RecordStepStart'>;
}

export function finished(
  outcome: 'done' | 'already' | 'failed' | 'unknown' = 'done',
  stage: 'preserve' | 'execute' | 'verify' | 'release' = 'execute',
  actionId = 'a1',
): Said<'RecordStepFinish'> {
  return { type: 'RecordStepFinish', by: worker, actionId, stage, step: 's1', outcome, detail: 'as planned' };
}

export function holds(actionId = 'a1', recheckAt?: string): Said<'RecordHolding'> {
  return { type: 'RecordHolding', by: worker, actionId, verification: '0 bytes', ...(recheckAt ? { recheckAt } : {}) };
}

/** `staffed`, with instance i-0abc isolated as a1: requested by the commander, approved by the account owner. */
export const contained: readonly Step[] = [
  ...staffed,
  proposed(),
  planned(),
  approved('account-owner'),
  started(),
  finished(),
  holds(),
];
