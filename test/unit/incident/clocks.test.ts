/** What time alone brings about: expiry, re-checks, reminders that back off. */

import { describe, expect, it } from 'vitest';
import { nextWake } from '../../../src/incident/clocks.ts';
import {
  approved,
  assigned,
  contained,
  declared,
  finished,
  given,
  holds,
  planned,
  proposed,
  type Story,
  staffed,
  started,
  timer,
} from '../../support/given.ts';

const pass = { type: 'PassTime', by: timer } as const;
const quiet = declared({ severity: 4 });

/** Lets the timer do what it does: wait for the next wake, say that time has passed. Returns what was said when. */
function reminders(story: Story, most: number): { nag: string; minute: number; to: readonly string[] }[] {
  const start = story.at.getTime();
  const said: { nag: string; minute: number; to: readonly string[] }[] = [];
  let told = story;
  for (let wake = nextWake(told.incident); wake && said.length < most; wake = nextWake(told.incident)) {
    told = told.and({ minutes: Math.max(0, (Date.parse(wake) - told.at.getTime()) / 60_000) }, pass);
    for (const event of told.events.filter(({ seq }) => seq > story.incident.version + said.length)) {
      if (event.type !== 'NagRaised') continue;
      const to = event.data.to.map(({ id }) => id);
      said.push({
        nag: event.data.nag.split(':')[0] ?? '',
        minute: (Date.parse(event.recordedAt) - start) / 60_000,
        to,
      });
    }
  }
  return said;
}

describe('time', () => {
  it('expires an open request, closed', () => {
    const story = given(...staffed, proposed(), planned(), { minutes: 30 });

    expect(story.when(pass).decision.accepted).toContainEqual({
      type: 'ApprovalExpired',
      data: { actionId: 'a1', planHash: 'hash-1' },
    });
    story.and(pass).when(approved('account-owner')).isRefused('action_expired');
  });

  it('asks for a held action to be looked at once more, once', () => {
    const recheck = holds('a1', '2026-03-01T14:10:00.000Z');
    const story = given(...staffed, proposed(), planned(), approved('account-owner'), started(), finished(), recheck, {
      minutes: 10,
    });

    story.when(pass).records('RecheckDue');
    story.and(pass).when(pass).recordsNothing();
  });

  it('brings nothing about before its moment', () => {
    given(...staffed, proposed(), planned(), { minutes: 14 })
      .when(pass)
      .recordsNothing();
  });
});

describe('the next wake', () => {
  it('is when the first thing falls due', () => {
    expect(nextWake(given(declared()).incident)).toBe('2026-03-01T14:05:00.000Z');
    expect(nextWake(given(...staffed, proposed(), planned()).incident)).toBe('2026-03-01T14:15:00.000Z');
  });

  it('is none when nothing can fall due', () => {
    const close = { type: 'CloseIncident', resolution: 'false alarm', accept: [] } as const;

    const take = { type: 'TakeRole', role: 'commander' } as const;
    expect(nextWake(given(declared({ mode: 'drill' }), take, close).incident)).toBeUndefined();
  });
});

describe('reminders', () => {
  it('name the want of a commander to the channel, ever less often, five times', () => {
    const said = reminders(given(quiet), 5);

    expect(said).toEqual([5, 10, 20, 40, 80].map((minute) => ({ nag: 'no-commander', minute, to: [] })));
  });

  it('stop when somebody takes command, and start anew when they lay it down', () => {
    const later = given(quiet, { minutes: 6 }, pass, assigned('commander'));

    later.when(pass).recordsNothing();
    later.and({ type: 'ReleaseRole', role: 'commander' }).when(pass).records('NagRaised');
  });

  it('ask who speaks for the incident for the update that its severity wants', () => {
    const [first] = reminders(given(declared({ severity: 1 }), assigned('commander'), assigned('communications')), 1);

    expect(first).toEqual({ nag: 'update-due', minute: 30, to: ['communications'] });
  });

  it('begin a new period with every update', () => {
    const posted = given(declared({ severity: 1 }), assigned('commander'), { minutes: 29 }).and(
      { type: 'PostUpdate', text: 'we look', audience: 'members' },
      { minutes: 29 },
    );

    posted.when(pass).recordsNothing();
    posted.and({ minutes: 1 }).when(pass).records('NagRaised');
  });

  it('tell those who may approve at half-time, once', () => {
    const said = reminders(given(...staffed, proposed(), planned()), 2);

    expect(said[0]).toEqual({ nag: 'approval-waiting', minute: 15, to: ['account-owner', 'forensics'] });
    expect(said[1]?.nag).not.toBe('approval-waiting');
  });

  it('do not speak of an approval that expired unseen', () => {
    given(quiet, assigned('commander'), { type: 'AddEntity', entity: { kind: 'instance', id: 'i-0abc' }, reason: '-' })
      .and(proposed(), planned(), { minutes: 31 })
      .when(pass)
      .records('ApprovalExpired');
  });

  it('go to the owner of an overdue task, else to its role, else to the commander', () => {
    const task = { type: 'AddTask', text: 'call', role: 'forensics', dueAt: '2026-03-01T14:10:00.000Z' } as const;
    const to = (story: Story) => reminders(story, 1)[0]?.to;

    expect(to(given(...staffed, task))).toEqual(['forensics']);
    expect(
      to(given(...staffed, task, { type: 'AssignTask', taskId: 't1', person: { id: 'responder-1', name: 'r' } })),
    ).toEqual(['responder-1']);
    expect(to(given(...staffed, { ...task, role: 'legal' }))).toEqual(['commander']);
  });

  it('can be snoozed until a time, which must be one', () => {
    const snooze = { type: 'SnoozeNag', nag: 'no-commander', until: '2026-03-01T15:00:00.000Z' } as const;

    expect(reminders(given(quiet, snooze), 1)[0]?.minute).toBe(60);
    given(quiet)
      .when({ ...snooze, until: 'later' })
      .isRefused('no_such_time');
  });

  it('speak of an incident that nobody has touched for a day', () => {
    const [first] = reminders(given(quiet, assigned('commander')), 1);

    expect(first).toEqual({ nag: 'stale', minute: 24 * 60, to: ['commander'] });
  });

  it('do not hurry a retrospective', () => {
    expect(nextWake(given(declared({ mode: 'retrospective' })).incident)).toBeUndefined();
  });
});

describe('a regulatory clock', () => {
  const start = {
    type: 'StartClock',
    regime: 'gdpr',
    title: 'GDPR',
    anchor: 'awareness',
    startedAt: '2026-03-01T14:00:00.000Z',
    dueAt: '2026-03-04T14:00:00.000Z',
  } as const;

  it('runs once per regime and stops on proof', () => {
    given(...contained, start)
      .when(start)
      .recordsNothing();
    given(...contained, start)
      .when({ type: 'StopClock', clockId: 'c1', outcome: 'sent', proof: ' ' })
      .isRefused('proof_missing');
    given(...contained, start)
      .when({ type: 'StopClock', clockId: 'c1', outcome: 'sent', proof: 'reference 1' })
      .records('ClockStopped');
  });

  it('reminds in its last quarter', () => {
    const said = reminders(given(quiet, assigned('commander'), start), 4).filter(({ nag }) => nag === 'clock-near');

    expect(said[0]).toEqual({ nag: 'clock-near', minute: 54 * 60, to: ['commander'] });
  });

  it('does not start at what is no time', () => {
    given(...staffed)
      .when({ ...start, dueAt: 'never' })
      .isRefused('no_such_time');
  });
});
