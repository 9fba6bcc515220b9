/** The checklist: ticked by people, all of whom count, and by itself. */

import { describe, expect, it } from 'vitest';
import type { DoneWhen } from '../../../src/incident/checklist-events.ts';
import {
  approved,
  assigned,
  contained,
  cordon,
  declared,
  finished,
  given,
  holds,
  linked,
  planned,
  proposed,
  type Said,
  staffed,
  started,
  worker,
} from '../../support/given.ts';

function checklist(...conditions: readonly (DoneWhen | undefined)[]): Said<'AttachPlaybook'> {
  return {
    type: 'AttachPlaybook',
    by: cordon,
    slug: 'stolen-role-session',
    title: 'Stolen role session',
    version: '1',
    sha256: 'cd'.repeat(32),
    tasks: conditions.map((doneWhen, index) => ({
      phase: 'detection_analysis',
      kind: 'check',
      text: `item ${index + 1}`,
      required: true,
      ...(doneWhen ? { doneWhen } : {}),
    })),
  };
}

const tick = { type: 'TickTask', taskId: 't1' } as const;

describe('an item', () => {
  it('is numbered by the core, across playbook and people', () => {
    const story = given(...staffed, checklist(undefined, undefined), { type: 'AddTask', text: 'call the bank' });

    expect(story.incident.tasks.map(({ taskId }) => taskId)).toEqual(['t1', 't2', 't3']);
    story.when(checklist(undefined, undefined)).recordsNothing();
  });

  it('counts two people who tick at once, and each once', () => {
    const story = given(...staffed, checklist(undefined), { ...tick, by: 'forensics' }, { ...tick, by: 'responder-1' });

    expect(story.incident.tasks[0]?.tickedBy.map(({ by }) => by.id)).toEqual(['forensics', 'responder-1']);
    story.when({ ...tick, by: 'forensics' }).recordsNothing();
  });

  it('is skipped with a reason only, and not once it is done', () => {
    const skip = { type: 'SkipTask', taskId: 't1', reason: 'no such role' } as const;

    given(...staffed, checklist(undefined))
      .when(skip)
      .records('TaskSkipped');
    given(...staffed, checklist(undefined))
      .when({ ...skip, reason: '' })
      .isRefused('reason_missing');
    given(...staffed, checklist(undefined), tick)
      .when(skip)
      .isRefused('already_done');
  });

  it('is un-ticked by anybody, and all ticks with it', () => {
    const story = given(...staffed, checklist(undefined), tick, { type: 'UntickTask', by: 'forensics', taskId: 't1' });

    expect(story.incident.tasks[0]).toMatchObject({ state: 'open', tickedBy: [] });
  });

  it('takes its owner and its due time with it when added', () => {
    const due = '2026-03-01T15:00:00.000Z';
    const story = given(...staffed, {
      type: 'AddTask',
      text: 'call',
      person: { id: 'forensics', name: 'forensics' },
      dueAt: due,
    });

    expect(story.incident.tasks[0]).toMatchObject({ assignee: { id: 'forensics' }, dueAt: due });
    story.when({ type: 'SetTaskDue', taskId: 't1', dueAt: 'soon' }).isRefused('no_such_time');
  });

  it('is looked for', () => {
    given(...staffed)
      .when({ ...tick, taskId: 't9' })
      .isRefused('unknown_task');
  });
});

describe('an item that a machine can check', () => {
  it('ticks itself with the command that brings its condition about', () => {
    given(declared(), checklist({ fact: 'role-held', role: 'commander' }))
      .when(assigned('commander'))
      .records('RoleAssigned', 'TaskTicked');
    given(declared(), checklist({ fact: 'severity-confirmed' }))
      .when({ type: 'SetSeverity', to: 2, reason: 'production' })
      .records('SeverityConfirmed', 'TaskTicked');
    given(declared(), checklist({ fact: 'scope-listed', kind: 'role' }))
      .when(linked())
      .records('AlertLinked', 'TaskTicked');
    given(declared(), checklist({ fact: 'update-posted' }))
      .when({ type: 'PostUpdate', text: 'we look', audience: 'members' })
      .records('UpdatePosted', 'TaskTicked');
  });

  it('ticks itself when it joins and its condition holds already', () => {
    given(...staffed)
      .when(checklist({ fact: 'role-held', role: 'commander' }))
      .records('PlaybookAttached', 'TaskTicked');
  });

  it('stays un-ticked when a person says so, until its condition comes true anew', () => {
    const story = given(...staffed, checklist({ fact: 'role-held', role: 'forensics' }));
    const untick = { type: 'UntickTask', taskId: 't1' } as const;

    story.when(untick).records('TaskUnticked');
    story
      .and(untick, { type: 'ReleaseRole', role: 'forensics' })
      .when(assigned('forensics'))
      .records('RoleAssigned', 'TaskTicked');
  });

  it('does not count as the tick of who brought it about', () => {
    const story = given(declared(), checklist({ fact: 'role-held', role: 'commander' }), assigned('commander'));

    expect(story.incident.tasks[0]?.tickedBy.map(({ by }) => by.id)).toEqual(['cordon']);
    story.when(tick).records('TaskTicked');
  });

  it('follows containment from holding to released', () => {
    const watched = checklist(
      { fact: 'action-holding', action: 'isolate-instance' },
      { fact: 'action-released', action: 'isolate-instance' },
    );

    given(...staffed, watched, proposed(), planned(), approved('account-owner'), started(), finished())
      .when(holds())
      .records('ActionHolding', 'TaskTicked');
    given(...contained, watched, { type: 'RequestRelease', actionId: 'a1', reason: 'clean' })
      .when({ type: 'RecordRelease', by: worker, actionId: 'a1', restored: 'sg-web' })
      .records('ActionReleased', 'TaskTicked');
  });

  it('waits for evidence to be complete, not only fixed', () => {
    const requested = { type: 'RequestEvidence', by: cordon, kind: 'disk', subject: 'i-0abc' } as const;
    const story = given(...staffed, checklist({ fact: 'evidence-complete', kind: 'disk' }), requested);
    const fixed = { type: 'RecordEvidenceFixed', by: worker, evidenceId: 'e1', reference: 'snap-1' } as const;
    const file = {
      type: 'RecordEvidence',
      by: worker,
      evidenceId: 'e1',
      name: 'd',
      mediaType: 'x/y',
      sha256: 'aa',
      bytes: 1,
      collector: 's',
    } as const;

    story.when(fixed).records('EvidenceFixed');
    story.and(fixed).when(file).records('EvidenceCollected', 'TaskTicked');
  });
});
