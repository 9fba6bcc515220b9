/** Whatever is said to an incident, in whatever order, these things hold. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextWake } from '../../src/incident/clocks.ts';
import { decide } from '../../src/incident/decide.ts';
import { evolve, replay } from '../../src/incident/evolve.ts';
import { gateOf } from '../../src/incident/gates.ts';
import { metrics } from '../../src/incident/metrics.ts';
import { timeline } from '../../src/incident/timeline.ts';
import { actor, given, INCIDENT_ID, recorded, staffed, timer } from '../support/given.ts';
import { always, anyStory, opening, play, RUNS } from '../support/play.ts';

describe('the stories', () => {
  it('reach what these properties speak of', () => {
    const seen = new Set<string>();

    for (const said of fc.sample(anyStory, { numRuns: RUNS, seed: 42 })) {
      play(opening, said, ({ events, after }) => {
        for (const { type, data } of events) seen.add('how' in data ? `${type} ${data.how}` : type);
        if (after.status === 'closed' && after.actions.some(({ accepted }) => accepted)) seen.add('closed over a rest');
      });
    }

    for (const wanted of [
      'ActionAuthorized approved',
      'ActionAuthorized automatic',
      'ActionAuthorized break_glass',
      'ApprovalsVoided',
      'ApprovalExpired',
      'ActionHolding',
      'ActionNotHolding',
      'ActionFailed',
      'ActionReleased',
      'ReleaseFailed',
      'IncidentClosed',
      'IncidentReopened',
      'TaskTicked machine',
      'NagRaised',
      'closed over a rest',
    ]) {
      expect(seen).toContain(wanted);
    }
  });
});

describe('an incident', () => {
  it('is its log: replayed it is the same, and its version counts the events', () => {
    fc.assert(
      fc.property(anyStory, (said) => {
        let last = opening.incident;

        const log = play(opening, said, ({ after }) => {
          last = after;
        });

        expect(replay(INCIDENT_ID, log)).toStrictEqual(last);
        expect(last.version).toBe(log.length);
      }),
      { numRuns: RUNS },
    );
  });

  it('can be told, measured and gated at any time', () => {
    fc.assert(
      fc.property(anyStory, (said) => {
        const log = play(opening, said, ({ after }) => gateOf(after));

        expect(timeline(log).map(({ text }) => typeof text)).not.toContain('undefined');
        for (const { state, seconds } of metrics(log)) expect(state === 'ok').toBe((seconds ?? -1) >= 0);
      }),
      { numRuns: RUNS },
    );
  });

  it('hears nothing from outsiders but that they ask for access', () => {
    always(() => ({ command, before, events }) => {
      if (command.by.kind !== 'person' || before.members.some(({ id }) => id === command.by.id)) return;
      if (events.length > 0) expect(command.type).toBe('RequestAccess');
    });
  });

  it('keeps commander and scribe apart at SEV-1', () => {
    always(() => ({ after }) => {
      if (after.severity !== 1 || !after.roles.commander) return;
      expect(after.roles.scribe?.id).not.toBe(after.roles.commander.id);
    });
  });

  it('does not change once it is closed, but for what may still be said', () => {
    always(() => ({ before, events }) => {
      if (before.status === 'open') return;
      const types = events.map(({ type }) => type);
      for (const type of [
        'ApprovalGiven',
        'ActionAuthorized',
        'ActionProposed',
        'PhaseEntered',
        'AlertLinked',
      ] as const) {
        expect(types).not.toContain(type);
      }
    });
  });
});

describe('saying a thing twice', () => {
  const repeated = /^Record(?!Page|ConversationFailure)/;

  it('records what a worker found once', () => {
    always(() => ({ command, after, at }) => {
      if (repeated.test(command.type)) expect(decide(command, after, at).accepted ?? []).toEqual([]);
    });
  });

  it('counts two people who tick at once, in either order', () => {
    fc.assert(
      fc.property(anyStory, fc.boolean(), (said, turned) => {
        const story = given(...staffed, { type: 'AddTask', text: 'call' });
        const task = story.incident.tasks.find(({ state }) => state === 'open');
        let incident = story.incident;
        play(story, said, ({ after }) => {
          incident = after;
        });
        const open = incident.tasks.find(({ state }) => state === 'open');
        fc.pre(task !== undefined && open !== undefined && incident.status === 'open' && incident.members.length > 1);
        const pair = incident.members.slice(0, 2).map(({ id }) => id);

        for (const id of turned ? pair.toReversed() : pair) {
          const command = { type: 'TickTask', taskId: open?.taskId ?? '', by: actor(id) } as const;
          const { accepted = [] } = decide(command, incident, story.at);
          incident = recorded(accepted, incident, command, story.at).reduce(evolve, incident);
        }

        const tickers = incident.tasks.find(({ taskId }) => taskId === open?.taskId)?.tickedBy.map(({ by }) => by.id);
        expect(tickers).toEqual(expect.arrayContaining(pair));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('time', () => {
  it('never wakes for what it has just done', () => {
    always(() => ({ at, after }) => {
      const command = { type: 'PassTime', by: timer } as const;
      const { accepted = [] } = decide(command, after, at);
      const passed = recorded(accepted, after, command, at).reduce(evolve, after);

      const wake = nextWake(passed);

      if (wake !== undefined) expect(Date.parse(wake)).toBeGreaterThan(at.getTime());
      expect(decide(command, passed, at).accepted).toEqual([]);
    });
  });
});
