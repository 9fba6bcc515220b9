/** What the log tells afterwards: rows, milestones, and intervals that say when they cannot be known. */

import { describe, expect, it } from 'vitest';
import { metrics } from '../../../src/incident/metrics.ts';
import { milestonesOf } from '../../../src/incident/milestones.ts';
import { timeline } from '../../../src/incident/timeline.ts';
import {
  approved,
  assigned,
  contained,
  cordon,
  declared,
  finished,
  given,
  holds,
  joined,
  linked,
  planned,
  proposed,
  ROLE,
  type Step,
  type Story,
  staffed,
  started,
  worker,
} from '../../support/given.ts';

const message = {
  platform: 'room',
  conversation: 'c',
  messageId: 'm1',
  author: { id: 'responder-1', name: 'responder-1' },
  text: 'I see it in the logs',
  sentAt: '2026-03-01T13:50:00.000Z',
  permalink: 'http://127.0.0.1:3000/m1',
} as const;
const capture: Step = { type: 'CaptureMessage', message };
const withdraw: Step = { type: 'WithdrawCapture', platform: 'room', conversation: 'c', messageId: 'm1' };
const confirmed: Step = { type: 'SetSeverity', to: 2, reason: 'production' };

const at = (story: Story, name: keyof ReturnType<typeof milestonesOf>) =>
  milestonesOf(story.events)[name]?.at.slice(11, 16);
const interval = (story: Story, name: string) => metrics(story.events).find((one) => one.name === name);

describe('the timeline', () => {
  it('stands in the order things occurred, each with its source', () => {
    const story = given(...staffed, capture, {
      type: 'AddNote',
      text: 'gate camera',
      occurredAt: '2026-03-01T13:00:00.000Z',
    });

    const rows = timeline(story.events).slice(0, 2);

    expect(rows.map(({ text }) => text)).toEqual(['gate camera', 'responder-1: I see it in the logs']);
    expect(rows[1]?.source.permalink).toBe(message.permalink);
    expect(rows[0]?.recordedAt).toBe('2026-03-01T14:00:00.000Z');
  });

  it('puts an alert where its source first saw the activity', () => {
    const story = given(declared(), linked('alert-1', { firstSeenAt: '2026-03-01T11:00:00.000Z' }));

    expect(timeline(story.events)[0]).toMatchObject({ type: 'AlertLinked', occurredAt: '2026-03-01T11:00:00.000Z' });
  });

  it('keeps a withdrawn message in the record and out of the story', () => {
    const starred = (story: Story) =>
      timeline(story.events)
        .filter((row) => row.type === 'MessageCaptured')
        .map((row) => row.starred);

    expect(starred(given(...staffed, capture))).toEqual([true]);
    expect(starred(given(...staffed, capture, withdraw))).toEqual([false]);
    expect(starred(given(...staffed, capture, withdraw, capture))).toEqual([false, true]);
  });

  it('marks a message once, under one entry', () => {
    given(...staffed, capture)
      .when(capture)
      .recordsNothing();
    expect(given(...staffed, capture, withdraw, capture).incident.entries).toHaveLength(1);
  });

  it('takes no note of the future or of no time at all', () => {
    given(...staffed)
      .when({ type: 'AddNote', text: 'x', occurredAt: '2026-03-01T15:00:00.000Z' })
      .isRefused('in_the_future');
    given(...staffed)
      .when({ type: 'AddNote', text: 'x', occurredAt: 'noon' })
      .isRefused('no_such_time');
  });

  it('keeps what an entry said before it was edited', () => {
    const edited = given(...staffed, { type: 'AddNote', text: 'role web' }).when({
      type: 'EditEntry',
      entryId: 'n1',
      text: 'role web-prod',
    });

    expect(edited.fact('EntryEdited').before).toBe('role web');
  });

  it('numbers updates', () => {
    const update = { type: 'PostUpdate', text: 'we look', audience: 'members' } as const;

    expect(
      given(...staffed, update, update)
        .when(update)
        .fact('UpdatePosted').updateId,
    ).toBe('u3');
  });
});

describe('milestones', () => {
  it('detects with the earliest alert and starts where a source saw it first', () => {
    const story = given(declared(), linked('alert-1', { firstSeenAt: '2026-03-01T11:00:00.000Z' }));

    expect(at(story, 'started')).toBe('11:00');
    expect(at(story, 'detected')).toBe('13:59');
  });

  it('acknowledges with what a person does, not with declaring, asking for access or a machine', () => {
    const outside = given(declared({ by: cordon }), linked(), joined('responder-1')).and(
      { minutes: 2 },
      { type: 'RequestAccess', by: 'stranger', reason: 'curious' },
      { minutes: 2 },
    );

    expect(at(outside, 'acknowledged')).toBeUndefined();
    expect(
      at(
        outside.and({ type: 'AddNote', by: 'responder-1', text: 'old', occurredAt: '2026-03-01T12:00:00.000Z' }),
        'acknowledged',
      ),
    ).toBe('14:04');
  });

  it('is contained when the last control asked for holds', () => {
    const second = proposed({
      action: 'revoke-sessions',
      target: { provider: 'simulated', account: '111122223333', kind: 'role', id: ROLE.id },
    });
    const waiting = given(...contained, { minutes: 5 }, second, planned('hash-2', {}, 'a2'));

    expect(at(given(...contained), 'contained')).toBe('14:00');
    expect(at(waiting, 'contained')).toBeUndefined();
    expect(at(waiting.and(approved('account-owner', 'hash-2', 'a2'), { minutes: 3 }, holds('a2')), 'contained')).toBe(
      '14:08',
    );
    expect(at(waiting.and({ type: 'CancelAction', actionId: 'a2', reason: 'not needed' }), 'contained')).toBe('14:00');
  });

  it('is not moved by a later look at the same control', () => {
    expect(at(given(...contained, { minutes: 60 }, holds('a1', '2026-03-01T16:00:00.000Z')), 'contained')).toBe(
      '14:00',
    );
  });

  it('is not moved by what is done to eradicate, once containment was left', () => {
    const left = given(
      ...contained,
      confirmed,
      { type: 'EnterPhase', to: 'containment' },
      { type: 'EnterPhase', to: 'eradication' },
      { minutes: 30 },
      proposed({ action: 'rotate-keys' }),
      planned('hash-2', {}, 'a2'),
    );

    expect(at(left, 'contained')).toBe('14:00');
    expect(at(left.and(approved('account-owner', 'hash-2', 'a2'), holds('a2')), 'contained')).toBe('14:00');
  });

  it('is when the last control held, where containment was left by override', () => {
    const story = given(...contained, confirmed, { type: 'EnterPhase', to: 'containment' }, { minutes: 5 });
    const waiting = story.and(proposed({ action: 'rotate-keys' }), planned('hash-2', {}, 'a2'));

    const left = waiting.and({ type: 'EnterPhase', to: 'eradication', override: true, reason: 'time' });

    expect(at(waiting, 'contained')).toBeUndefined();
    expect(at(left, 'contained')).toBe('14:00');
  });

  it('is taken back when a control does not hold, until it does', () => {
    const lost = given(
      ...contained,
      { minutes: 5 },
      { type: 'RecordNotHolding', by: worker, actionId: 'a1', seen: 'traffic', remedy: '-' },
    );

    expect(at(lost, 'contained')).toBeUndefined();
    expect(at(lost.and({ minutes: 5 }, holds()), 'contained')).toBe('14:10');
  });

  it('is not reached by collecting evidence', () => {
    const read = planned('hash-1', { tier: 0, effect: 'read' });

    expect(at(given(...staffed, proposed(), read, started(), finished(), holds()), 'contained')).toBeUndefined();
  });

  it('reads eradicated and recovered off the phases, and takes them back with them', () => {
    const straight = given(
      ...contained,
      confirmed,
      { type: 'EnterPhase', to: 'containment' },
      { type: 'EnterPhase', to: 'eradication' },
    ).and({ minutes: 10 }, { type: 'EnterPhase', to: 'recovery' });

    expect(at(straight, 'eradicated')).toBe('14:10');
    expect(
      at(straight.and({ type: 'EnterPhase', to: 'containment', reason: 'a new finding' }), 'eradicated'),
    ).toBeUndefined();
  });

  it('lets a hand-set time win, without touching what was recorded', () => {
    const set = {
      type: 'SetMilestone',
      milestone: 'detected',
      at: '2026-03-01T10:00:00.000Z',
      reason: 'call log',
    } as const;

    expect(at(given(...staffed, set), 'detected')).toBe('10:00');
    given(...staffed)
      .when({ ...set, at: '2026-03-02T10:00:00.000Z' })
      .isRefused('in_the_future');
  });
});

describe('an interval', () => {
  it('carries both its ends and the seconds between', () => {
    const story = given(declared(), { minutes: 7 }, assigned('commander'));

    expect(interval(story, 'detected → commanded')).toMatchObject({
      state: 'ok',
      seconds: 420,
      start: { seq: 1 },
      end: { how: 'found' },
    });
  });

  it('says what no event shows', () => {
    expect(interval(given(declared()), 'detected → contained')).toMatchObject({
      state: 'missing',
      why: 'no event shows when it was contained',
    });
  });

  it('is invalid rather than negative', () => {
    const story = given(...staffed, {
      type: 'SetMilestone',
      milestone: 'started',
      at: '2026-03-01T13:59:59.000Z',
      reason: 'log',
    });

    expect(interval(story, 'started → detected')?.state).toBe('invalid');
  });
});
