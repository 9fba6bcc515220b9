/** Phases and their gates, closing, reopening, merging. */

import { describe, expect, it } from 'vitest';
import { gateOf } from '../../../src/incident/gates.ts';
import {
  assigned,
  contained,
  cordon,
  declared,
  given,
  joined,
  linked,
  person,
  planned,
  proposed,
  type Step,
  staffed,
  timer,
  worker,
} from '../../support/given.ts';

const confirmed: Step = { type: 'SetSeverity', to: 2, reason: 'production role' };
const close = { type: 'CloseIncident', resolution: 'contained and rebuilt', accept: [] } as const;
const enter = (to: 'containment' | 'eradication' | 'recovery' | 'post_incident' | 'detection_analysis') =>
  ({ type: 'EnterPhase', to }) as const;
const reviewTasks: Step = {
  type: 'AttachPlaybook',
  by: cordon,
  slug: 'stolen-role-session',
  title: 'Stolen role session',
  version: '1',
  sha256: 'cd'.repeat(32),
  tasks: [
    { phase: 'containment', kind: 'check', text: 'Revoke sessions', required: true },
    { phase: 'post_incident', kind: 'check', text: 'Hold the review', required: true },
  ],
};

describe('declaring', () => {
  it('makes the person a member, and once is enough', () => {
    given().when(declared()).records('IncidentDeclared', 'MemberJoined');
    given(declared()).when(declared()).recordsNothing();
  });

  it('is the only thing that can be said of an incident that is not there', () => {
    given().when({ type: 'AddNote', text: 'hello' }).isRefused('unknown_incident');
  });
});

describe('a gate', () => {
  it('names what is missing before containment', () => {
    given(declared()).when(enter('containment')).isRefused('gate_open');
    expect(gateOf(given(declared()).incident).map(({ met }) => met)).toEqual([false, false, false]);
  });

  it('opens with a commander, a confirmed severity and a scope', () => {
    given(...staffed, confirmed)
      .when(enter('containment'))
      .records('PhaseEntered');
  });

  it('keeps containment while an action waits, runs or does not hold', () => {
    given(...staffed, confirmed, enter('containment'), proposed(), planned())
      .when(enter('eradication'))
      .isRefused('gate_open');
    given(...contained, confirmed, enter('containment'))
      .when(enter('eradication'))
      .records('PhaseEntered');
  });

  it('lets pass what does not hold and is accepted as it stands', () => {
    const lost = { type: 'RecordNotHolding', by: worker, actionId: 'a1', seen: 'traffic', remedy: '-' } as const;
    const story = given(...contained, confirmed, enter('containment'), lost);

    story.when(enter('eradication')).isRefused('gate_open');
    story
      .and({ type: 'AcceptResidual', actionId: 'a1', reason: 'host is off' })
      .when(enter('eradication'))
      .records('PhaseEntered');
  });

  it('keeps a phase while a required task is open, and a skipped one does not', () => {
    const story = given(...staffed, confirmed, reviewTasks, enter('containment'));

    story.when(enter('eradication')).isRefused('gate_open');
    story
      .and({ type: 'SkipTask', taskId: 't1', reason: 'no sessions' })
      .when(enter('eradication'))
      .records('PhaseEntered');
  });

  it('keeps recovery while the release ledger is not empty or accepted', () => {
    const story = given(...contained, confirmed, enter('containment'), enter('eradication'), enter('recovery'));

    story.when(enter('post_incident')).isRefused('gate_open');
    story
      .and({ type: 'AcceptResidual', actionId: 'a1', reason: 'rebuilt next week' })
      .when(enter('post_incident'))
      .records('PhaseEntered');
  });

  it('is overridden by who leads, with a reason, and what was missing is recorded', () => {
    const override = { type: 'EnterPhase', to: 'containment', override: true, reason: 'it spreads' } as const;

    const overridden = given(...staffed).when(override);

    expect(overridden.fact('PhaseEntered').overridden).toEqual(['severity is confirmed']);
    given(...staffed)
      .when({ ...override, by: 'forensics' })
      .isRefused('not_lead');
    given(...staffed)
      .when({ ...override, reason: '  ' })
      .isRefused('reason_missing');
    given(...staffed)
      .when({ ...override, by: cordon })
      .isRefused('not_lead');
  });

  it('never stands in the way back, which wants only a reason', () => {
    const story = given(...staffed, confirmed, enter('containment'));

    story.when(enter('detection_analysis')).isRefused('reason_missing');
    story.when({ ...enter('detection_analysis'), reason: 'a new finding' }).records('PhaseEntered');
  });

  it('cannot be walked around', () => {
    given(...staffed, confirmed)
      .when(enter('recovery'))
      .isRefused('no_such_way');
  });
});

describe('closing', () => {
  it('is refused while something is contained, and accepts each by name', () => {
    given(...contained)
      .when(close)
      .isRefused('still_contained');
    given(...contained)
      .when({ ...close, accept: [{ actionId: 'a1', reason: 'rebuilt next week' }] })
      .records('ResidualAccepted', 'PhaseEntered', 'IncidentClosed');
    given(...contained)
      .when({ ...close, accept: [{ actionId: 'a1', reason: ' ' }] })
      .isRefused('still_contained');
  });

  it('is refused while a worker is on something', () => {
    given(...contained, { type: 'RequestRelease', actionId: 'a1', reason: 'clean' })
      .when(close)
      .isRefused('still_running');
  });

  it('is refused while a clock runs', () => {
    const clock = {
      type: 'StartClock',
      regime: 'gdpr',
      title: 'GDPR',
      anchor: 'awareness',
      startedAt: '2026-03-01T14:00:00.000Z',
      dueAt: '2026-03-04T14:00:00.000Z',
    } as const;

    given(...staffed, clock)
      .when(close)
      .isRefused('clock_running');
    given(...staffed, clock)
      .when({ type: 'MergeInto', incidentId: 'other', number: 7, codename: 'amber-owl', reason: 'same' })
      .isRefused('clock_running');
  });

  it('is for those who lead', () => {
    given(...staffed)
      .when({ ...close, by: 'forensics' })
      .isRefused('not_lead');
    given(...staffed)
      .when({ ...close, by: cordon })
      .isRefused('people_only');
  });

  it('cancels plans that only wait, so that none can run afterwards', () => {
    given(...staffed, proposed(), planned())
      .when(close)
      .records('PhaseEntered', 'ActionCancelled', 'IncidentClosed');
    given(...staffed, proposed(), close)
      .when(planned('hash-1', { tier: 0, effect: 'read' }))
      .isRefused('closed');
  });

  it('turns open review tasks into follow-ups', () => {
    const closed = given(...staffed, reviewTasks).when(close);

    closed.records('PhaseEntered', 'FollowUpAdded', 'IncidentClosed');
    expect(closed.fact('FollowUpAdded')).toMatchObject({ followUpId: 'f1', text: 'Hold the review' });
    expect(closed.fact('PhaseEntered').overridden).toContain('severity is confirmed');
  });
});

describe('a closed incident', () => {
  const closed = given(...staffed, close);

  it('takes in a roster that came later than its end: they read what was written of it', () => {
    const people = [person('responder-8'), person('responder-9')];
    closed.when({ type: 'AddMembers', by: cordon, people, how: 'roster' }).records('MemberJoined', 'MemberJoined');
  });

  it('refuses what would change it', () => {
    closed.when({ type: 'SetSeverity', to: 1, reason: 'worse' }).isRefused('closed');
    closed.when(linked('alert-2')).isRefused('closed');
    closed.when(proposed()).isRefused('closed');
  });

  it('still takes notes, follow-ups, the post-mortem and what becomes of its controls', () => {
    closed.when({ type: 'AddNote', text: 'auditor asked' }).records('NoteAdded');
    closed.when({ type: 'AddFollowUp', text: 'IMDSv2 everywhere', kind: 'prevent' }).records('FollowUpAdded');
    closed.when({ type: 'RecordPostmortem', by: worker, chainHead: 'aa', sha256: 'bb' }).records('PostmortemWritten');
    given(...contained, { ...close, accept: [{ actionId: 'a1', reason: 'until the rebuild' }] })
      .and({ type: 'RequestRelease', actionId: 'a1', reason: 'rebuilt' })
      .when({ type: 'RecordRelease', by: worker, actionId: 'a1', restored: 'sg-web' })
      .records('ActionReleased');
  });

  it('tells an outsider only that they are one', () => {
    closed.when({ type: 'AddNote', by: 'stranger', text: 'what happened?' }).isRefused('not_a_member');
  });

  it('is reopened with a reason', () => {
    closed.when({ type: 'ReopenIncident', reason: '' }).isRefused('reason_missing');
    closed.when({ type: 'ReopenIncident', reason: 'it came back' }).records('IncidentReopened');
    expect(closed.and({ type: 'ReopenIncident', reason: 'it came back' }).incident.closedAt).toBeUndefined();
  });
});

describe('merging', () => {
  const merge = {
    type: 'MergeInto',
    incidentId: 'other',
    number: 7,
    codename: 'amber-owl',
    reason: 'same role',
  } as const;

  it('is refused into itself and while something is contained', () => {
    given(...staffed)
      .when({ ...merge, incidentId: 'incident-42' })
      .isRefused('merge_with_itself');
    given(...contained)
      .when(merge)
      .isRefused('still_contained');
  });

  it('is final', () => {
    const merged = given(...staffed, merge);

    merged.when({ type: 'ReopenIncident', reason: 'no' }).isRefused('merged');
    merged.when({ type: 'SetSeverity', to: 1, reason: 'worse' }).isRefused('merged');
  });

  it('is told to the other incident once', () => {
    const absorb = { type: 'AbsorbIncident', by: cordon, incidentId: 'x', number: 3, codename: 'jade-fox' } as const;

    given(...staffed, absorb)
      .when(absorb)
      .recordsNothing();
  });
});

describe('who may say what', () => {
  it('leaves to machines what machines saw, and to the timer that time passes', () => {
    given(...staffed)
      .when({ type: 'RecordHolding', actionId: 'a1', verification: 'I looked' })
      .isRefused('machine_only');
    given(...staffed)
      .when({ type: 'PassTime', by: worker })
      .isRefused('machine_only');
    given(...staffed)
      .when({ type: 'PassTime', by: timer })
      .recordsNothing();
  });

  it('treats an unknown service as a stranger', () => {
    given(...staffed)
      .when({ type: 'LinkAlert', by: { kind: 'service', id: 'pager', name: 'Pager' }, alert: linked().alert, why: '-' })
      .isRefused('not_a_member');
  });

  it('lets anybody ask for access, and a member allow it', () => {
    given(...staffed)
      .when({ type: 'RequestAccess', by: 'stranger', reason: 'on call' })
      .records('AccessRequested');
    given(...staffed, { type: 'RequestAccess', by: 'stranger', reason: 'on call' })
      .when({ type: 'AllowAccess', by: 'responder-1', person: { id: 'stranger', name: 'stranger' } })
      .records('MemberJoined');
    given(declared({ visibility: 'open' }), joined('responder-1'), assigned('commander'))
      .when({ type: 'RequestAccess', by: 'stranger', reason: 'curious' })
      .records('MemberJoined');
  });
});
