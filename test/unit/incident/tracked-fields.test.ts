/** Title, owner, day and priority of a follow-up and of its issue: what changed on one side alone comes to the other. */

import { describe, expect, it } from 'vitest';
import type { IssueFields } from '../../../src/incident/postmortem-events.ts';
import { issueFieldsOf, pendingFields } from '../../../src/incident/tracked-fields.ts';
import { given, type Said, type Step, type Story, staffed, worker } from '../../support/given.ts';

const THERE: IssueFields = { title: 'Replace the key', due: '2026-04-01', priority: 'normal' };
const ours: readonly Step[] = [
  ...staffed,
  { type: 'CloseIncident', resolution: 'over', accept: [] },
  { type: 'AddFollowUp', text: 'Replace the key', kind: 'prevent', dueAt: '2026-04-01T14:00:00.000Z' },
  {
    type: 'RecordTracking',
    by: worker,
    ...{ followUpId: 'f1', tracker: 'board', kind: 'jira', key: 'SEC-1', url: 'https://jira.example/browse/SEC-1' },
  },
  {
    type: 'RecordTrackerSent',
    by: worker,
    ...{ followUpId: 'f1', tracker: 'board', sent: THERE, fields: ['title', 'owner', 'due', 'priority'] },
  },
];
const followUp = (story: Story) => {
  const [one] = story.incident.followUps;
  const [issue] = one?.tracked ?? [];
  if (!one || !issue) throw new Error('no follow-up');
  return { ...one, issue };
};
/** The tracker is read after all that the story holds. */
const read = (story: Story, there: IssueFields): Said<'RecordTrackerFields'> => ({
  type: 'RecordTrackerFields',
  by: worker,
  ...{ followUpId: 'f1', tracker: 'board', there, basedOn: followUp(story).issue.fields?.seq ?? 0 },
});
const pending = (story: Story) => pendingFields(followUp(story), followUp(story).issue);

describe('an issue that is read', () => {
  it('says nothing new as it was written', () => {
    const story = given(...ours);

    story.when(read(story, THERE)).recordsNothing();
    expect(pending(story)).toEqual([]);
  });

  it('brings each field that somebody changed there, and nothing goes back for it', () => {
    const story = given(...ours);
    const owner = { id: 'board:login-7', name: 'Person Seven' };

    const after = story.and(read(story, { title: 'Replace it', owner, due: '2026-05-02', priority: 'high' }));

    expect(followUp(after)).toMatchObject({
      ...{ text: 'Replace it', owner, priority: 'high' },
      // The hour is ours: a tracker knows days.
      dueAt: '2026-05-02T14:00:00.000Z',
    });
    expect(pending(after)).toEqual([]);
    after.when(read(after, { title: 'Replace it', owner, due: '2026-05-02', priority: 'high' })).recordsNothing();
  });

  it('takes nothing away: what was removed there stays here', () => {
    const story = given(...ours);

    const after = story.and(read(story, { title: 'Replace the key' }));

    expect(followUp(after).dueAt).toBe('2026-04-01T14:00:00.000Z');
    expect(pending(after)).toEqual([]);
  });

  it('leaves what changed here to be written there', () => {
    const story = given(...ours, { type: 'ChangeFollowUp', followUpId: 'f1', priority: 'urgent' });

    const after = story.and(read(story, { ...THERE, due: '2026-05-02' }));

    expect(followUp(after)).toMatchObject({ priority: 'urgent', dueAt: '2026-05-02T14:00:00.000Z' });
    expect(pending(after)).toEqual(['priority']);
  });

  it('is not believed when it was read before we last wrote there', () => {
    const story = given(...ours, { type: 'ChangeFollowUp', followUpId: 'f1', priority: 'urgent' });
    const stale = read(story, { ...THERE, priority: 'low' });
    const sent = { ...THERE, priority: 'urgent' as const };
    const written = story.and({
      ...{ type: 'RecordTrackerSent', by: worker, followUpId: 'f1', tracker: 'board', sent, fields: ['priority'] },
    });

    written.when(stale).recordsNothing();
  });

  it('does not shorten a follow-up that is longer than a title', () => {
    const text = 'x'.repeat(300);
    const story = given(...ours, { type: 'ChangeFollowUp', followUpId: 'f1', text });
    const sent = issueFieldsOf(followUp(story));
    const long = story.and({
      ...{ type: 'RecordTrackerSent', by: worker, followUpId: 'f1', tracker: 'board', sent, fields: ['title'] },
    });

    const after = long.and(read(long, { ...sent, title: 'Shorter' }));

    expect(followUp(after)).toMatchObject({ text, issue: { differs: ['title'] } });
  });
});

describe('what both changed', () => {
  const here: Step = { type: 'ChangeFollowUp', followUpId: 'f1', dueAt: '2026-04-09T14:00:00.000Z' };
  const there = { ...THERE, due: '2026-05-02' };
  const torn = () => {
    const story = given(...ours, here);
    return story.and(read(story, there));
  };

  it('is lost on neither side, and waits for a person', () => {
    const after = torn();

    expect(followUp(after)).toMatchObject({ dueAt: '2026-04-09T14:00:00.000Z', issue: { differs: ['due'] } });
    expect(followUp(after).issue.fields?.there.due).toBe('2026-05-02');
    expect(pending(after)).toEqual([]);
    after.when(read(after, there)).recordsNothing();
  });

  it('is as a person says: as it is here, or as it is there', () => {
    const kept = torn().and({ type: 'SettleTracking', followUpId: 'f1', holds: 'here' });
    const taken = torn().and({ type: 'SettleTracking', followUpId: 'f1', holds: 'there' });

    expect(followUp(kept)).toMatchObject({ dueAt: '2026-04-09T14:00:00.000Z', issue: { differs: [] } });
    expect(pending(kept)).toEqual(['due']);
    expect(followUp(taken)).toMatchObject({ dueAt: '2026-05-02T14:00:00.000Z', issue: { differs: [] } });
    expect(pending(taken)).toEqual([]);
    kept.when({ type: 'SettleTracking', followUpId: 'f1', holds: 'here' }).isRefused('nothing_to_settle');
    torn().when({ type: 'SettleTracking', followUpId: 'f1', holds: 'here', by: worker }).isRefused('people_only');
  });

  it('is settled when somebody says it anew here, or makes it the same there', () => {
    const anew = torn().and({ type: 'ChangeFollowUp', followUpId: 'f1', dueAt: '2026-04-10T14:00:00.000Z' });
    expect(pending(anew)).toEqual(['due']);
    const story = torn();
    const same = story.and(read(story, { ...THERE, due: '2026-04-09' }));

    expect(followUp(same).issue.differs).toEqual([]);
    expect(pending(same)).toEqual([]);
  });
});
