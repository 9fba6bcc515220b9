/** Whatever is said, in whatever order: nothing is done without authority, and nothing in place is forgotten. */

import { describe, expect, it } from 'vitest';
import { openDouble } from '../../src/incident/action-states.ts';
import type { Actor } from '../../src/incident/actor.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { always } from '../support/play.ts';

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
