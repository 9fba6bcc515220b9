import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/insight/measures.ts';
import {
  approved,
  assigned,
  declared,
  given,
  linked,
  planned,
  proposed,
  type Said,
  type Story,
  staffed,
} from '../../support/given.ts';

const measured = ({ incident, events }: Story) => measure(incident, events);
const interval = (story: Story, name: string) => measured(story).intervals.find((one) => one.name === name);
const milestone = (name: 'detected' | 'contained', at: string): Said<'SetMilestone'> => ({
  type: 'SetMilestone',
  milestone: name,
  at,
  reason: 'the log of the provider says so',
});

describe('intervals of an incident', () => {
  it('are missing with the reason while an endpoint is not in the log', () => {
    expect(interval(given(...staffed), 'detected → contained')).toEqual({
      name: 'detected → contained',
      state: 'missing',
      why: 'no event shows when it was contained',
    });
  });

  it('are invalid with both times when the endpoints contradict each other', () => {
    const story = given(declared(), milestone('contained', '2026-03-01T13:00:00.000Z'));

    expect(interval(story, 'detected → contained')).toMatchObject({
      state: 'invalid',
      why: expect.stringMatching(/13:00.*lies before detected.*14:00/),
    });
  });

  it('follow a correction, and the log keeps what was found', () => {
    const before = given(...staffed, assigned('commander'));
    const after = before.and({ minutes: 60 }, milestone('detected', '2026-03-01T12:00:00.000Z'));

    expect(interval(after, 'detected → commanded')).toMatchObject({ state: 'ok', seconds: 7200 });
    expect(after.events.slice(0, before.events.length)).toEqual(before.events);
  });

  it('of one entered after the fact rest on what was set by hand, not on when it was typed', () => {
    const story = given(declared({ mode: 'retrospective' }), assigned('commander'));

    expect(interval(story, 'detected → commanded')).toMatchObject({ state: 'missing' });
    expect(measured(story.and(milestone('detected', '2025-12-31T23:00:00.000Z'))).month).toBe('2025-12');
  });
});

describe('what else the log says', () => {
  it('counts how long a request waited and what came of it', () => {
    const story = given(...staffed, proposed(), planned(), { minutes: 5 }, approved('account-owner'));

    expect(measured(story).waits).toEqual([{ outcome: 'authorized', seconds: 300 }]);
  });

  it('counts a gate that was overridden apart from one that was met', () => {
    const story = given(...staffed, {
      type: 'EnterPhase',
      to: 'containment',
      override: true,
      reason: 'it spreads',
    } as Said<'EnterPhase'>);

    expect(measured(story).gates).toEqual({ met: 0, overridden: 1 });
  });

  it('names the source that spoke first, or people', () => {
    expect(measured(given(declared())).source).toBe('people');
    expect(measured(given(declared(), linked())).source).toBe('aws-guardduty');
  });

  it("counts gaps between one person's acts, each up to 15 minutes", () => {
    const note = (text: string): Said<'AddNote'> => ({ type: 'AddNote', text });
    const story = given(declared(), { minutes: 10 }, note('looking'), { minutes: 300 }, note('found it'));

    expect(measured(story).time).toEqual({ state: 'ok', people: 1, seconds: 25 * 60 });
  });

  it('does not know the time of people in one entered after the fact', () => {
    expect(measured(given(declared({ mode: 'retrospective' }))).time).toMatchObject({ state: 'missing' });
  });
});
