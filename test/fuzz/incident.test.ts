/** Whatever is said to an incident, in whatever order, these things hold. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDouble } from '../../src/incident/action-states.ts';
import type { Actor } from '../../src/incident/actor.ts';
import { nextWake } from '../../src/incident/clocks.ts';
import type { IncidentCommand } from '../../src/incident/commands.ts';
import { decide } from '../../src/incident/decide.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { evolve, replay } from '../../src/incident/evolve.ts';
import { gateOf } from '../../src/incident/gates.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { metrics } from '../../src/incident/metrics.ts';
import { timeline } from '../../src/incident/timeline.ts';
import { anyStory, commandOf, type Saying } from '../support/arbitrary-commands.ts';
import { actor, given, INCIDENT_ID, recorded, type Story, staffed, timer } from '../support/given.ts';

const RUNS = 400;
const opening = given(...staffed, { type: 'AddEntity', entity: { kind: 'instance', id: 'i-1' }, reason: 'same role' });

interface Moment {
  readonly command: IncidentCommand;
  readonly at: Date;
  readonly before: Incident;
  readonly events: readonly IncidentEvent[];
  readonly after: Incident;
}

/** Says everything in turn, and shows each moment in which something was recorded or refused. */
function play(story: Story, said: readonly Saying[], watch: (moment: Moment) => void): readonly IncidentEvent[] {
  const log = [...story.events];
  let incident = story.incident;
  let now = story.at.getTime();
  for (const saying of said) {
    now += saying.minutes * 60_000;
    const at = new Date(now);
    const command = commandOf(saying, incident);
    const { accepted, refused } = decide(command, incident, at);
    if (refused && !(refused.reason && refused.remedy)) throw new Error(`${refused.code} says too little`);
    const events = recorded(accepted ?? [], incident, command, at);
    const after = events.reduce(evolve, incident);
    watch({ command, at, before: incident, events, after });
    log.push(...events);
    incident = after;
  }
  return log;
}

function always(watch: () => (moment: Moment) => void): void {
  fc.assert(
    fc.property(anyStory, (said) => {
      play(opening, said, watch());
    }),
    { numRuns: RUNS },
  );
}

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

describe('an authorisation', () => {
  /** Who asked, read off the log alone: the last person who did, else whoever proposed. */
  function requesters() {
    const asked = new Map<string, Actor>();
    return {
      of: (actionId: string) => asked.get(actionId)?.id,
      follow: (event: IncidentEvent) => {
        if (event.type === 'ActionProposed') asked.set(event.data.actionId, event.by);
        if (event.type === 'ApprovalRequested' && event.by.kind === 'person') asked.set(event.data.actionId, event.by);
      },
    };
  }

  it('never rests on the requester’s own approval, nor on too few', () => {
    always(() => {
      const asked = requesters();
      return ({ before, events }) => {
        for (const event of events) {
          asked.follow(event);
          if (event.type === 'ApprovalGiven') expect(event.by.id).not.toBe(asked.of(event.data.actionId));
          if (event.type !== 'ActionAuthorized' || event.data.how !== 'approved') continue;
          const people = new Set(event.data.approvedBy.map(({ id }) => id));
          const tier = before.actions.find(({ actionId }) => actionId === event.data.actionId)?.plan?.tier ?? 3;
          expect(people).not.toContain(asked.of(event.data.actionId));
          expect(people.size).toBeGreaterThanOrEqual(before.policy.approvals[`T${tier}`].approvals);
        }
      };
    });
  });

  it('is of the plan as it stands, and of no other', () => {
    always(() => {
      const plans = new Map<string, string>();
      return ({ events }) => {
        for (const event of events) {
          if (event.type === 'ActionPlanned') plans.set(event.data.actionId, event.data.plan.hash);
          if (event.type !== 'ApprovalGiven' && event.type !== 'ActionAuthorized') continue;
          expect(event.data.planHash).toBe(plans.get(event.data.actionId));
        }
      };
    });
  });

  it('is never approved after the request expired', () => {
    always(() => {
      const expiry = new Map<string, number>();
      return ({ at, events }) => {
        for (const event of events) {
          if (event.type === 'ApprovalRequested') expiry.set(event.data.actionId, Date.parse(event.data.expiresAt));
          if (event.type !== 'ApprovalGiven') continue;
          expect(at.getTime()).toBeLessThan(expiry.get(event.data.actionId) ?? 0);
        }
      };
    });
  });

  it('precedes every change', () => {
    always(() => {
      const authorized = new Map<string, boolean>();
      return ({ events }) => {
        for (const event of events) {
          if (event.type === 'ActionAuthorized') authorized.set(event.data.actionId, true);
          if (event.type === 'ActionPlanned' || event.type === 'ActionCancelled' || event.type === 'ActionProposed') {
            authorized.set(event.data.actionId, false);
          }
          if (event.type !== 'StepStarted' || event.data.stage !== 'execute') continue;
          expect(authorized.get(event.data.actionId)).toBe(true);
        }
      };
    });
  });

  it('is not asked for by people while another action on the same target is open', () => {
    always(() => ({ command, after, events }) => {
      for (const { type, data } of events) {
        if (command.by.kind !== 'person' || (type !== 'ActionProposed' && type !== 'ApprovalRequested')) continue;
        const action = after.actions.find(({ actionId }) => actionId === data.actionId);
        expect(action && openDouble(after, action)).toBeUndefined();
      }
    });
  });
});

describe('closing', () => {
  /** Read off the log alone: what was begun or held and not released, and what somebody answers for since. */
  function ledger() {
    const inPlace = new Map<string, Set<string>>();
    const reads = new Set<string>();
    const answered = new Set<string>();
    const put = (id: string, what: string) => inPlace.set(id, (inPlace.get(id) ?? new Set()).add(what));
    return {
      unanswered: () => [...inPlace].filter(([id, what]) => what.size > 0 && !reads.has(id) && !answered.has(id)),
      follow: (event: IncidentEvent) => {
        if (event.type === 'ActionPlanned') {
          if (event.data.plan.effect === 'read') reads.add(event.data.actionId);
          else reads.delete(event.data.actionId);
        }
        if (event.type === 'StepStarted' && event.data.stage === 'execute') put(event.data.actionId, event.data.step);
        if (event.type === 'StepFinished' && event.data.stage === 'execute') {
          if (event.data.outcome === 'failed') inPlace.get(event.data.actionId)?.delete(event.data.step);
          else put(event.data.actionId, event.data.step);
        }
        if (event.type === 'ActionHolding' && !reads.has(event.data.actionId)) put(event.data.actionId, 'held');
        if (event.type === 'ActionReleased') inPlace.delete(event.data.actionId);
        if (event.type === 'ResidualAccepted') answered.add(event.data.actionId);
        if (event.type === 'ActionNotHolding' || event.type === 'ReleaseRequested' || event.type === 'ActionProposed') {
          answered.delete(event.data.actionId);
        }
      },
    };
  }

  it('never happens over a control that nobody answers for', () => {
    always(() => {
      const open = ledger();
      return ({ events }) => {
        for (const event of events) {
          open.follow(event);
          if (event.type === 'IncidentClosed') expect(open.unanswered()).toEqual([]);
        }
      };
    });
  });

  it('never happens while a worker is on something or a clock runs', () => {
    always(() => ({ before, events }) => {
      if (!events.some(({ type }) => type === 'IncidentClosed')) return;
      expect(before.actions.map(({ state }) => state)).not.toContain('running');
      expect(before.clocks.every(({ stopped }) => stopped)).toBe(true);
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
