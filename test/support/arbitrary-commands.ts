/** Random stories: several people, workers and the timer say anything at any time; a plan's hash is mostly the current. */

import fc from 'fast-check';
import type { Actor } from '../../src/incident/actor.ts';
import type { CommandData, IncidentCommand } from '../../src/incident/commands.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { PHASES } from '../../src/incident/phases.ts';
import { ISSUE_FIELDS, PRIORITIES } from '../../src/incident/postmortem-events.ts';
import {
  actor,
  alert,
  assigned,
  cordon,
  joined,
  person,
  plan,
  proposed,
  type Said,
  TARGET,
  timer,
  worker,
} from './given.ts';

/** Members all, but for the stranger. */
export const PEOPLE = ['commander', 'account-owner', 'forensics', 'responder-1', 'stranger'] as const;

/** A command without its author. */
export type Payload = {
  [T in keyof CommandData]: { readonly type: T } & CommandData[T];
}[keyof CommandData];

/** What is said, by whom, and minutes after what was said before. */
export interface Saying {
  readonly minutes: number;
  readonly by: Actor;
  readonly payload: Payload;
}

const CURRENT = 'current';

const someone = fc.constantFrom(...PEOPLE);
const somebody = someone.map(person);
const role = fc.constantFrom(
  'commander',
  'deputy',
  'scribe',
  'account-owner',
  'forensics',
  'communications',
  'captain',
);
const reason = fc.constantFrom('because', 'because', 'because', '', ' ');
const actionId = fc.constantFrom('a1', 'a1', 'a2', 'a3');
const taskId = fc.constantFrom('t1', 't2', 't3', 't9');
const planHash = fc.constantFrom(CURRENT, CURRENT, CURRENT, 'h1', 'h2');
const stage = fc.constantFrom('preserve', 'execute', 'execute', 'verify', 'release');
const step = fc.constantFrom('s1', 's2');
const side = fc.constantFrom('room', 'slack', 'teams');
const severity = fc.constantFrom(1, 2, 3, 4);
const phase = fc.constantFrom(...PHASES);
const time = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: -240, max: 600 }).map((m) => new Date(Date.UTC(2026, 2, 1, 14, m)).toISOString()),
  },
  { weight: 1, arbitrary: fc.constantFrom('soon', '') },
);
const target = fc.constantFrom(TARGET, TARGET, { ...TARGET, id: 'i-1' }, { ...TARGET, id: 'i-out' });
const entity = target.map(({ kind, id, account }) => ({ kind: kind as 'instance', id, account }));
const anyPlan = fc
  .record({
    hash: fc.constantFrom('h1', 'h1', 'h2'),
    tier: fc.constantFrom(0, 1, 2, 2, 3),
    effect: fc.constantFrom('reversible', 'reversible', 'irreversible'),
  })
  .map(({ hash, tier, effect }) => plan(`${hash}`, { tier, effect: tier === 0 ? 'read' : effect }));

const doneWhen = fc.constantFrom(
  undefined,
  { fact: 'role-held', role: 'scribe' },
  { fact: 'severity-confirmed' },
  { fact: 'action-holding', action: 'isolate-instance' },
  { fact: 'action-released', action: 'isolate-instance' },
  { fact: 'nothing-contained' },
  { fact: 'update-posted' },
);

function of<T extends keyof CommandData>(
  type: T,
  data: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Payload> {
  return fc.record(data).map((rest) => ({ type, ...rest }) as unknown as Payload);
}

const bound = { actionId, planHash };
const because = { actionId, reason };
const dropUndefined = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

const byPeople: fc.Arbitrary<Payload> = fc.oneof(
  { weight: 3, arbitrary: of('EnterPhase', { to: phase, reason, override: fc.boolean() }) },
  { weight: 1, arbitrary: of('SetSeverity', { to: severity, reason }) },
  { weight: 1, arbitrary: of('SetVisibility', { to: fc.constantFrom('restricted', 'open'), reason }) },
  {
    weight: 3,
    arbitrary: of('CloseIncident', {
      resolution: reason,
      accept: fc.oneof(
        fc.array(fc.record({ actionId, reason }), { maxLength: 3 }),
        fc.constant(['a1', 'a2', 'a3'].map((id) => ({ actionId: id, reason: 'rebuilt next week' }))),
      ),
    }),
  },
  { weight: 1, arbitrary: of('Bridge', { platform: side }) },
  { weight: 1, arbitrary: of('Unbridge', { platform: side, reason }) },
  { weight: 1, arbitrary: of('ReportCompromise', { platform: side, reason, alone: fc.boolean() }) },
  { weight: 1, arbitrary: of('RestorePlatform', { platform: side, reason }) },
  { weight: 3, arbitrary: of('ReopenIncident', { reason: fc.constant('again') }) },
  {
    weight: 1,
    arbitrary: of('SetMilestone', { milestone: fc.constantFrom('started', 'contained'), at: time, reason }),
  },
  { weight: 1, arbitrary: of('AddEntity', { entity, reason }) },
  { weight: 1, arbitrary: of('RemoveEntity', { entity, reason }) },
  { weight: 1, arbitrary: of('LeaveIncident') },
  { weight: 1, arbitrary: of('RequestAccess', { reason }) },
  { weight: 1, arbitrary: of('AllowAccess', { person: somebody }) },
  { weight: 1, arbitrary: of('DenyAccess', { person: somebody, reason }) },
  { weight: 2, arbitrary: of('TakeRole', { role }) },
  { weight: 2, arbitrary: of('AssignRole', { role, person: somebody }) },
  { weight: 1, arbitrary: of('HandOffRole', { role, person: somebody, handover: reason }) },
  { weight: 1, arbitrary: of('ReleaseRole', { role }) },
  { weight: 1, arbitrary: of('AddTask', { text: reason, dueAt: time }) },
  { weight: 2, arbitrary: of('TickTask', { taskId }) },
  { weight: 1, arbitrary: of('UntickTask', { taskId }) },
  { weight: 1, arbitrary: of('AssignTask', { taskId, person: somebody }) },
  { weight: 1, arbitrary: of('SetTaskDue', { taskId, dueAt: time }) },
  { weight: 1, arbitrary: of('SkipTask', { taskId, reason }) },
  { weight: 1, arbitrary: of('AddNote', { text: reason, occurredAt: time }) },
  { weight: 1, arbitrary: of('PostUpdate', { text: reason, audience: fc.constant('members') }) },
  { weight: 1, arbitrary: of('SnoozeNag', { nag: fc.constant('no-commander'), until: time }) },
  {
    weight: 4,
    arbitrary: of('ProposeAction', {
      action: fc.constant('isolate-instance'),
      title: fc.constant('Isolate'),
      target,
      reason,
      requested: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: of('RequestApproval', bound) },
  { weight: 10, arbitrary: of('ApproveAction', { ...bound, typedTarget: fc.constantFrom('i-0abc', 'i-1', 'x') }) },
  { weight: 1, arbitrary: of('DenyAction', { ...bound, reason }) },
  { weight: 8, arbitrary: of('BreakGlass', { ...bound, reason }) },
  { weight: 1, arbitrary: of('WaiveEvidence', { ...because, kinds: fc.constant(['memory']) }) },
  { weight: 2, arbitrary: of('CancelAction', because) },
  { weight: 5, arbitrary: of('RequestRelease', because) },
  { weight: 2, arbitrary: of('AcceptResidual', because) },
  { weight: 4, arbitrary: of('RetryAction', { actionId }) },
  { weight: 1, arbitrary: of('HoldEvidence', { evidenceId: fc.constantFrom('e1', undefined), reason }) },
  { weight: 1, arbitrary: of('DisposeEvidence', { evidenceId: fc.constantFrom('e1', undefined), reason }) },
  { weight: 1, arbitrary: of('RecordDisposal', { evidenceId: fc.constant('e1'), freed: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: of('RecordDisposalRefusal', { evidenceId: fc.constant('e1'), problem: reason, remedy: reason }),
  },
  { weight: 1, arbitrary: of('LiftHold', { evidenceId: fc.constantFrom('e1', undefined), reason }) },
  {
    weight: 1,
    arbitrary: of('ExtendRetention', { evidenceId: fc.constantFrom('e1', undefined), until: time, reason }),
  },
  {
    weight: 1,
    arbitrary: of('StartClock', {
      regime: fc.constantFrom('gdpr', 'dora'),
      title: reason,
      anchor: fc.constant('awareness'),
      startedAt: time,
      dueAt: time,
    }),
  },
  {
    weight: 2,
    arbitrary: of('StopClock', { clockId: fc.constantFrom('c1', 'c2'), outcome: fc.constant('sent'), proof: reason }),
  },
  { weight: 1, arbitrary: of('AddFollowUp', { text: reason, kind: fc.constant('prevent') }) },
  { weight: 1, arbitrary: of('FinishFollowUp', { followUpId: fc.constantFrom('f1', 'f2') }) },
  { weight: 1, arbitrary: of('RejectFollowUp', { followUpId: fc.constantFrom('f1', 'f2'), reason }) },
  {
    weight: 1,
    arbitrary: of('SettleTracking', {
      followUpId: fc.constantFrom('f1', 'f2'),
      holds: fc.constantFrom('here', 'there'),
    }),
  },
  { weight: 1, arbitrary: of('ReopenFollowUp', { followUpId: fc.constantFrom('f1', 'f2'), reason }) },
  { weight: 1, arbitrary: of('NameReviewer', { reviewer: somebody }) },
  { weight: 1, arbitrary: of('MovePostmortem', { to: fc.constantFrom('draft', 'in_review') }) },
  { weight: 1, arbitrary: of('GiveReview', { verdict: fc.constantFrom('approved', 'changes_wanted') }) },
  {
    weight: 1,
    arbitrary: of('WriteSection', { section: fc.constantFrom('lessons', 'impact'), text: reason, basedOn: fc.nat(3) }),
  },
  {
    weight: 1,
    arbitrary: of('PublishPostmortem', { to: fc.constant([{ target: 'wiki', kind: 'git', restricted: true }]) }),
  },
);

const issueFields = fc.record(
  { title: reason, due: fc.constantFrom('2026-04-01', '2026-05-02'), priority: fc.constantFrom(...PRIORITIES) },
  { requiredKeys: ['title'] },
);

const byWorkers: fc.Arbitrary<Payload> = fc.oneof(
  { weight: 6, arbitrary: of('RecordPlan', { actionId, plan: anyPlan }) },
  {
    weight: 1,
    arbitrary: of('RecordPlanRefusal', {
      actionId,
      code: reason,
      reason: fc.constantFrom('gone', 'guarded'),
      remedy: reason,
    }),
  },
  { weight: 6, arbitrary: of('RecordStepStart', { actionId, stage, step, call: reason, on: reason }) },
  {
    weight: 6,
    arbitrary: of('RecordStepFinish', {
      actionId,
      stage,
      step,
      outcome: fc.constantFrom('done', 'done', 'already', 'failed', 'unknown'),
      detail: reason,
    }),
  },
  {
    weight: 6,
    arbitrary: fc
      .record({
        actionId,
        verification: fc.constantFrom('held', 'still'),
        recheckAt: fc.option(time, { nil: undefined }),
      })
      .map((data) => ({ type: 'RecordHolding', ...dropUndefined(data) }) as unknown as Payload),
  },
  {
    weight: 3,
    arbitrary: of('RecordNotHolding', { actionId, seen: fc.constantFrom('traffic', 'login'), remedy: reason }),
  },
  { weight: 2, arbitrary: of('RecordProgress', { actionId, stage, step, detail: reason }) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        actionId,
        on: fc.constantFrom('evidence', 'resource', 'provider', 'outcome'),
        why: fc.constantFrom('busy', 'throttled'),
        lookAgainAt: fc.option(time, { nil: undefined }),
      })
      .map((data) => ({ type: 'RecordWaiting', ...dropUndefined(data) }) as unknown as Payload),
  },
  { weight: 2, arbitrary: of('RecordActionFailure', { actionId, stage, problem: reason, remedy: reason }) },
  { weight: 3, arbitrary: of('RecordRelease', { actionId, restored: reason }) },
  { weight: 4, arbitrary: of('RecordReleaseFailure', { actionId, problem: reason, remedy: reason }) },
  {
    weight: 1,
    arbitrary: of('RequestEvidence', { kind: fc.constant('disk'), subject: fc.constantFrom('i-0abc', 'i-1') }),
  },
  { weight: 1, arbitrary: of('RecordEvidenceFixed', { evidenceId: fc.constant('e1'), reference: reason }) },
  {
    weight: 1,
    arbitrary: of('RecordEvidence', {
      evidenceId: fc.constant('e1'),
      name: reason,
      mediaType: reason,
      sha256: fc.constantFrom('aa', 'bb'),
      bytes: fc.nat(),
      collector: reason,
    }),
  },
  { weight: 1, arbitrary: of('RecordEvidenceLock', { evidenceId: fc.constant('e1'), legalHold: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: of('RecordEvidenceFailure', { evidenceId: fc.constant('e1'), problem: reason, remedy: reason }),
  },
  {
    weight: 1,
    arbitrary: of('RecordTracking', {
      followUpId: fc.constantFrom('f1', 'f2'),
      tracker: fc.constant('jira'),
      kind: fc.constant('jira'),
      key: fc.constantFrom('S-1', 'S-2'),
      url: reason,
    }),
  },
  {
    weight: 2,
    arbitrary: of('RecordTrackerState', {
      followUpId: fc.constantFrom('f1', 'f2'),
      tracker: fc.constant('jira'),
      state: fc.constantFrom('open', 'done', 'rejected'),
    }),
  },
  {
    weight: 1,
    arbitrary: of('RecordTrackerLoss', {
      followUpId: fc.constantFrom('f1', 'f2'),
      tracker: fc.constant('jira'),
      key: fc.constantFrom('S-1', 'S-2'),
    }),
  },
  {
    weight: 2,
    arbitrary: of('RecordTrackerFields', {
      followUpId: fc.constantFrom('f1', 'f2'),
      tracker: fc.constant('jira'),
      there: issueFields,
      basedOn: fc.nat(80),
    }),
  },
  {
    weight: 1,
    arbitrary: of('RecordTrackerSent', {
      followUpId: fc.constantFrom('f1', 'f2'),
      tracker: fc.constant('jira'),
      sent: issueFields,
      fields: fc.subarray([...ISSUE_FIELDS]),
    }),
  },
  {
    weight: 1,
    arbitrary: of('RecordPublication', {
      target: fc.constant('wiki'),
      kind: fc.constant('git'),
      url: reason,
      position: fc.nat(3),
      sha256: reason,
    }),
  },
  { weight: 1, arbitrary: of('RecordPostmortem', { chainHead: reason, sha256: fc.constantFrom('aa', 'bb') }) },
);

const byRules: fc.Arbitrary<Payload> = fc.oneof(
  fc.constantFrom('x1', 'x2').map((id) => said({ type: 'LinkAlert', alert: alert(id), why: 'same role' })),
  someone.map((id) => said(joined(id))),
  role.map((id) => said(assigned(id, 'responder-1'))),
  fc.constant(said(proposed({ requested: false }))),
  fc
    .record({ version: fc.constantFrom('1', '2'), when: fc.array(doneWhen, { maxLength: 3 }) })
    .map(({ version, when }) =>
      said({
        type: 'AttachPlaybook',
        slug: 'p',
        title: 'P',
        version,
        sha256: 'cc',
        tasks: when.map((condition) => ({
          phase: 'detection_analysis',
          kind: 'check',
          text: 'item',
          required: true,
          ...(condition ? { doneWhen: condition as never } : {}),
        })),
      }),
    ),
);

function said(command: Said): Payload {
  const { by: _by, ...payload } = command;
  return payload as unknown as Payload;
}

/** Mostly by those whose business it is; now and then by somebody else. */
export const anySaying: fc.Arbitrary<Saying> = fc
  .tuple(
    fc.oneof(
      { weight: 10, arbitrary: fc.tuple(someone.map(actor), byPeople) },
      { weight: 9, arbitrary: fc.tuple(fc.constant(worker), byWorkers) },
      { weight: 2, arbitrary: fc.tuple(fc.constant(cordon), byRules) },
      { weight: 2, arbitrary: fc.tuple(fc.constant(timer), of('PassTime')) },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom<Actor>(worker, timer, cordon), byPeople) },
      { weight: 1, arbitrary: fc.tuple(someone.map(actor), fc.oneof(byWorkers, of('PassTime'))) },
    ),
    fc.constantFrom(0, 0, 0, 1, 3, 12, 45),
  )
  .map(([[by, payload], minutes]) => ({ minutes, by, payload }));

/** The command, once the state of the moment is known: `current` becomes the hash of the plan as it stands. */
export function commandOf({ by, payload }: Saying, incident: Incident): IncidentCommand {
  if (!('planHash' in payload) || payload.planHash !== CURRENT) return { ...payload, by } as IncidentCommand;
  const action = incident.actions.find((one) => one.actionId === payload.actionId);
  return { ...payload, by, planHash: action?.plan?.hash ?? 'none' } as IncidentCommand;
}
