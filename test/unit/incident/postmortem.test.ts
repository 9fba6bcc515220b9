/** The life of a post-mortem: who may do what when, and that no word of anybody is lost. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextWake } from '../../../src/incident/clocks.ts';
import { nextForPostmortem, postmortemDue, postmortemOwner } from '../../../src/incident/postmortem-due.ts';
import { declared, given, joined, person, type Said, type Step, staffed, timer, worker } from '../../support/given.ts';

const closed: readonly Step[] = [...staffed, { type: 'CloseIncident', resolution: 'over', accept: [] }];
const reviewer = { type: 'NameReviewer', reviewer: person('responder-1') } as const;
const toReview = { type: 'MovePostmortem', to: 'in_review' } as const;
const approval = { type: 'GiveReview', by: 'responder-1', verdict: 'approved' } as const;
const reviewed: readonly Step[] = [...closed, reviewer, toReview, approval];
const wiki = { target: 'wiki', kind: 'confluence', restricted: false };
const vault = { target: 'vault', kind: 'git', restricted: true };

const write = (text: string, basedOn: number, by = 'commander'): Said<'WriteSection'> => ({
  type: 'WriteSection',
  section: 'lessons',
  text,
  basedOn,
  by,
});

describe('a post-mortem', () => {
  it('is owned by whoever led, until somebody takes it on', () => {
    const { incident } = given(...closed);

    expect(postmortemOwner(incident)?.id).toBe('commander');
    const taken = given(...closed, { type: 'OwnPostmortem', owner: person('responder-1') }).incident;
    expect(postmortemOwner(taken)?.id).toBe('responder-1');
  });

  it('is for members: nobody else owns or reviews it', () => {
    given(...closed)
      .when({ type: 'OwnPostmortem', owner: person('stranger') })
      .isRefused('not_a_member');
    given(...closed)
      .when({ type: 'NameReviewer', reviewer: person('stranger') })
      .isRefused('not_a_member');
    given(...closed)
      .when({ ...write('x', 0), by: 'stranger' })
      .isRefused('not_a_member');
  });

  it('goes to review once somebody else than its owner is named to read it', () => {
    given(...closed)
      .when(toReview)
      .isRefused('no_reviewer');
    given(...closed)
      .when({ type: 'NameReviewer', reviewer: person('commander') })
      .isRefused('own_document');
    given(...closed, reviewer)
      .when(toReview)
      .records('PostmortemMoved');
  });

  it('waits for every reviewer, and is a draft again when one wants changes', () => {
    const two = given(...closed, reviewer, { type: 'NameReviewer', reviewer: person('forensics') }, toReview);

    two.when(approval).records('ReviewGiven');
    two
      .and(approval)
      .when({ ...approval, by: 'forensics' })
      .records('ReviewGiven', 'PostmortemMoved');
    const back = two.and(approval, { ...approval, by: 'forensics', verdict: 'changes_wanted', text: 'why so late?' });
    expect(back.incident.writeUp.status).toBe('draft');
    expect(back.incident.writeUp.reviewers.map(({ verdict }) => verdict)).toEqual([undefined, undefined]);
  });

  it('is reviewed by named reviewers alone, never by its owner', () => {
    const asked = given(...closed, reviewer, toReview);

    asked.when({ ...approval, by: 'forensics' }).isRefused('not_a_reviewer');
    asked.when({ ...approval, by: 'commander' }).isRefused('own_document');
    given(...closed, reviewer)
      .when(approval)
      .isRefused('not_in_review');
  });

  it('is published once it is reviewed, by its owner or a lead, and only where it may go', () => {
    given(...closed)
      .when({ type: 'PublishPostmortem', to: [vault] })
      .isRefused('not_reviewed');
    given(...reviewed)
      .when({ type: 'PublishPostmortem', to: [vault], by: 'forensics' })
      .isRefused('not_owner');
    given(...reviewed)
      .when({ type: 'PublishPostmortem', to: [vault, wiki] })
      .isRefused('target_not_allowed');
    given(...reviewed)
      .when({ type: 'PublishPostmortem', to: [vault] })
      .records('PostmortemMoved', 'PublicationRequested');
  });

  it('shows what became of each publication, and goes on knowing where it is while it is published anew', () => {
    const ask = { type: 'PublishPostmortem', to: [vault] } as const;
    const done = {
      type: 'RecordPublication',
      by: worker,
      target: 'vault',
      kind: 'git',
      url: 'https://git.example/1',
    } as const;
    const failure = {
      type: 'RecordPublicationFailure',
      by: worker,
      target: 'vault',
      kind: 'git',
      problem: 'no',
      remedy: 'x',
    } as const;
    const out = given(...reviewed, ask, { ...done, position: 20, sha256: 'a' });

    out.when({ ...done, position: 20, sha256: 'a' }).recordsNothing();
    const again = out.and(ask, failure).incident.writeUp.publications;
    expect(again).toMatchObject([{ state: 'failed', problem: 'no', url: 'https://git.example/1', position: 20 }]);
  });

  it('is a draft again when the incident is reopened', () => {
    given(...reviewed)
      .when({ type: 'ReopenIncident', reason: 'more' })
      .records('IncidentReopened', 'PostmortemMoved');
  });

  it('says what it waits for', () => {
    expect(nextForPostmortem(given(...closed).incident)).toBe(
      'commander completes it and gives it to review by 2026-03-08T14:00:00.000Z.',
    );
    expect(nextForPostmortem(given(...closed, reviewer, toReview).incident)).toBe('Waits for responder-1.');
    expect(nextForPostmortem(given(...reviewed).incident)).toContain('publishes it by 2026-03-15');
  });
});

describe('words of people', () => {
  it('are kept by version, and writing the same again changes nothing', () => {
    const story = given(...closed, write('First.', 0));

    story.when(write('First.', 1)).recordsNothing();
    expect(story.and(write('Second.', 1)).incident.writeUp.sections.lessons?.versions).toEqual([
      '',
      'First.',
      'Second.',
    ]);
  });

  it('are put together when two people wrote in different lines', () => {
    const story = given(...closed, write('one\n\ntwo\n\nthree', 0), write('ONE\n\ntwo\n\nthree', 1));

    const outcome = story.when(write('one\n\ntwo\n\nTHREE', 1, 'responder-1'));
    outcome.records('SectionWritten');
    expect(outcome.fact('SectionWritten')).toMatchObject({ text: 'ONE\n\ntwo\n\nTHREE', how: 'merged', version: 3 });
  });

  it('are both kept when two people wrote the same line, until one of them settles it', () => {
    const story = given(...closed, write('It was slow.', 0), write('It was too slow.', 1));

    story.when(write('It was fast.', 1, 'responder-1')).records('EditKept');
    const kept = story.and(write('It was fast.', 1, 'responder-1'));
    expect(kept.incident.writeUp.sections.lessons?.text).toBe('It was too slow.');
    expect(kept.incident.writeUp.edits).toMatchObject([{ editId: 'd1', text: 'It was fast.' }]);
    kept.when({ ...write('⟦ as it stands ⟧', 2), settles: 'd1' }).isRefused('marks_left');
    const settled = kept.and({ ...write('It was neither.', 2), settles: 'd1' });
    expect(settled.incident.writeUp.edits).toEqual([]);
    settled.when({ ...write('again', 3), settles: 'd1' }).isRefused('unknown_edit');
    kept.when({ type: 'DropEdit', editId: 'd1' }).records('EditDropped');
  });

  it('keep the document from being published while an edit is open', () => {
    const story = given(...reviewed, write('a', 0), write('b', 1), write('c', 1));

    story.when({ type: 'PublishPostmortem', to: [vault] }).isRefused('edit_open');
  });

  it('are never lost, whoever writes on whatever version', () => {
    const edit = fc.record({ line: fc.integer({ min: 0, max: 5 }), back: fc.integer({ min: 0, max: 3 }) });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        let story = given(...closed);
        for (const [index, { line, back }] of edits.entries()) {
          const versions = story.incident.writeUp.sections.lessons?.versions ?? [''];
          const basedOn = Math.max(0, versions.length - 1 - back);
          const lines = (versions[basedOn] ?? '').split('\n');
          lines.splice(Math.min(line, lines.length), 0, `word-${index}`);
          story = story.and(write(lines.join('\n'), basedOn));
        }

        const { sections, edits: kept } = story.incident.writeUp;
        const all = [sections.lessons?.text ?? '', ...kept.map(({ text }) => text)].join('\n');
        for (const index of edits.keys()) expect(all).toContain(`word-${index}`);
      }),
    );
  });
});

describe('comments', () => {
  it('stand by their section until somebody resolves them', () => {
    const story = given(...closed, { type: 'AddComment', section: 'lessons', text: 'Really?', by: 'responder-1' });

    expect(story.incident.writeUp.comments).toMatchObject([{ commentId: 'k1', text: 'Really?' }]);
    story.when({ type: 'ResolveComment', commentId: 'k9' }).isRefused('unknown_comment');
    const resolved = story.and({ type: 'ResolveComment', commentId: 'k1' });
    expect(resolved.incident.writeUp.comments[0]?.resolvedBy?.id).toBe('commander');
    resolved.when({ type: 'ResolveComment', commentId: 'k1' }).recordsNothing();
  });
});

describe('due dates', () => {
  it('follow severity, and are moved by hand', () => {
    const story = given(
      declared({ severity: 1 }),
      joined('responder-1'),
      { type: 'TakeRole', role: 'commander' },
      {
        type: 'CloseIncident',
        resolution: 'over',
        accept: [],
      },
    );

    expect(postmortemDue(story.incident, 'review')).toBe('2026-03-04T14:00:00.000Z');
    const moved = story.and({ type: 'SetPostmortemDue', step: 'review', dueAt: '2026-03-20T09:00:00.000Z' });
    expect(postmortemDue(moved.incident, 'review')).toBe('2026-03-20T09:00:00.000Z');
  });

  it('are reminded of after the closure, to whoever can act, and not for drills', () => {
    expect(nextWake(given(...closed).incident)).toBe('2026-03-07T14:00:00.000Z');
    const pass = { type: 'PassTime', by: timer } as const;
    const due = given(...closed, { minutes: 6 * 24 * 60 });
    expect(due.when(pass).fact('NagRaised')).toMatchObject({ about: 'postmortem', to: [person('commander')] });
    const waiting = given(...closed, reviewer, toReview, { minutes: 24 * 60 });
    expect(waiting.when(pass).fact('NagRaised')).toMatchObject({ to: [person('responder-1')] });
    const drill = [declared({ mode: 'drill' }), { type: 'TakeRole', role: 'commander' }, closed.at(-1)] as Step[];
    expect(nextWake(given(...drill).incident)).toBeUndefined();
  });
});
