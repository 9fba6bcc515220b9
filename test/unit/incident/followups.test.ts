/** Follow-ups: what is done after, in both directions, and who is reminded of it. */

import { describe, expect, it } from 'vitest';
import { nextWake } from '../../../src/incident/clocks.ts';
import { given, person, type Said, type Step, type Story, staffed, timer, worker } from '../../support/given.ts';

const closed: readonly Step[] = [...staffed, { type: 'CloseIncident', resolution: 'over', accept: [] }];
const added: Said<'AddFollowUp'> = { type: 'AddFollowUp', text: 'Replace the key', kind: 'prevent' };
const jira = { target: 'jira', kind: 'jira', restricted: true };
const tracked: Said<'RecordTracking'> = {
  type: 'RecordTracking',
  by: worker,
  followUpId: 'f1',
  tracker: 'jira',
  kind: 'jira',
  key: 'SEC-1',
  url: 'https://jira.example/browse/SEC-1',
};
const DAY = 24 * 60;
const pass = { type: 'PassTime', by: timer } as const;

function seen(state: 'open' | 'done' | 'rejected'): Said<'RecordTrackerState'> {
  return { type: 'RecordTrackerState', by: worker, followUpId: 'f1', tracker: 'jira', state, said: 'responder-9' };
}

/** Every reminder that time alone brings, up to `days` after now. */
function reminders(story: Story, days: number): readonly { nag: string; day: number; to: readonly string[] }[] {
  const end = story.at.getTime() + days * DAY * 60_000;
  let told = story;
  for (let wake = nextWake(told.incident); wake && Date.parse(wake) <= end; wake = nextWake(told.incident)) {
    told = told.and({ minutes: Math.max(0, (Date.parse(wake) - told.at.getTime()) / 60_000) }, pass);
  }
  return told.events.flatMap((event) => {
    if (event.type !== 'NagRaised' || event.seq <= story.incident.version) return [];
    const day = Math.round((Date.parse(event.recordedAt) - story.at.getTime()) / (DAY * 60_000));
    return [{ nag: event.data.nag, day, to: event.data.to.map(({ id }) => id) }];
  });
}

describe('a follow-up', () => {
  it('is changed by saying only what becomes another', () => {
    const story = given(...closed, added);
    const change = story.when({ type: 'ChangeFollowUp', followUpId: 'f1', kind: 'prevent', priority: 'high' });

    expect(change.fact('FollowUpChanged')).toEqual({ followUpId: 'f1', priority: 'high' });
    story.when({ type: 'ChangeFollowUp', followUpId: 'f1', kind: 'prevent' }).recordsNothing();
    story.when({ type: 'ChangeFollowUp', followUpId: 'f1', dueAt: 'soon' }).isRefused('no_such_time');
  });

  it('that is not done keeps its reason, until it is opened again', () => {
    const rejected = given(...closed, added, { type: 'RejectFollowUp', followUpId: 'f1', reason: 'too dear' });

    expect(rejected.incident.followUps).toMatchObject([{ state: 'rejected', reason: 'too dear' }]);
    rejected.when({ type: 'ReopenFollowUp', followUpId: 'f1', reason: ' ' }).isRefused('reason_missing');
    const open = rejected.and({ type: 'ReopenFollowUp', followUpId: 'f1', reason: 'money came' });
    expect(open.incident.followUps[0]).toMatchObject({ state: 'open' });
    expect(open.incident.followUps[0]?.reason).toBeUndefined();
  });
});

describe('a tracker', () => {
  it('gets the follow-ups of restricted incidents only when it may', () => {
    given(...closed, added)
      .when({ type: 'TrackFollowUp', followUpId: 'f1', in: { ...jira, restricted: false } })
      .isRefused('target_not_allowed');
    given(...closed, added)
      .when({ type: 'TrackFollowUp', followUpId: 'f1', in: jira })
      .records('TrackingRequested');
    given(...closed, added, tracked)
      .when({ type: 'TrackFollowUp', followUpId: 'f1', in: jira })
      .recordsNothing();
  });

  it('that says a thing is done, makes it done here', () => {
    const story = given(...closed, added, tracked);

    story.when(seen('done')).records('TrackerStateSeen', 'FollowUpDone');
    story.and(seen('done')).when(seen('done')).recordsNothing();
    story.when(seen('rejected')).records('TrackerStateSeen', 'FollowUpRejected');
    story.and(seen('done')).when(seen('open')).records('TrackerStateSeen', 'FollowUpReopened');
  });

  it('does not undo what it has not heard of yet: only its own news count', () => {
    const finished = given(...closed, added, tracked, { type: 'FinishFollowUp', followUpId: 'f1' });

    finished.when(seen('open')).recordsNothing();
    finished.when(seen('done')).records('TrackerStateSeen');
    finished.and(seen('done')).when(seen('open')).records('TrackerStateSeen', 'FollowUpReopened');
  });

  it('is not believed about what was never tracked', () => {
    given(...closed, added)
      .when(seen('done'))
      .recordsNothing();
    given(...closed, added, tracked)
      .when({ ...seen('done'), by: 'commander' })
      .isRefused('machine_only');
  });
});

describe('reminders of follow-ups', () => {
  it('begin when one is overdue, go to its owner, and end when it is done', () => {
    const story = given(...closed, {
      ...added,
      owner: person('responder-1'),
      dueAt: '2026-03-03T14:00:00.000Z',
    });

    const due = reminders(story, 5).filter(({ nag }) => nag.startsWith('follow-up-due'));
    expect(due.map(({ day }) => day)).toEqual([2, 3, 5]);
    expect(due[0]?.to).toEqual(['responder-1']);
    const done = story.and({ type: 'FinishFollowUp', followUpId: 'f1' });
    expect(reminders(done, 5).filter(({ nag }) => nag.startsWith('follow-up'))).toEqual([]);
  });

  it('ask the owner of the post-mortem for what nobody owns, and for owners who may not read it', () => {
    const outside = { ...added, owner: person('stranger'), dueAt: '2026-03-03T14:00:00.000Z' };
    const said = reminders(given(...closed, added, outside), 3);

    expect(said.filter(({ nag }) => nag.startsWith('follow-up')).map(({ to }) => to)).toEqual([
      ['commander'],
      ['commander'],
      ['commander'],
      ['commander'],
    ]);
    expect(JSON.stringify(said)).not.toContain('"stranger"');
  });
});
