/** Private notes whose answer was lost: found again where the app may look, and sent again where it may not. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from '../../doubles/teams/check-card.ts';
import { startTeamsHouse, type TeamsHouse } from '../../support/teams-house.ts';
import { until } from '../../support/until.ts';

describe('a private note whose answer was lost', () => {
  let house: TeamsHouse;

  beforeAll(async () => {
    house = await startTeamsHouse({ teams: { rates: false } });
    await house.teams.as('responder-1').tells('new sev2 A stolen key');
    // Everybody has been caught up: what comes now is what the tests bring about.
    await until(() => ['responder-2', 'responder-3'].every((name) => notesOf(name, /You joined/).length === 1));
  });
  afterAll(async () => house?.[Symbol.asyncDispose]());

  const notesOf = (name: string, match: RegExp) =>
    house.teams
      .as(name)
      .direct()
      .messages.filter(({ card }) => match.test(textOf(card)));
  /** Calls about the talk with that person: others are written to meanwhile. */
  const to = (name: string, method: string) =>
    new RegExp(`^${method} /connector/v3/conversations/a[^/]*${house.teams.as(name).direct().id.slice(2)}`);
  const loseOne = (name: string) => house.teams.faults.fail(to(name, 'POST'), { as: 'cut', after: true });
  const called = (match: RegExp) => house.teams.journal.filter(({ call, status }) => match.test(call) && status < 300);

  it('is found by its mark in the talk with that person, and is there once', async () => {
    loseOne('responder-2');

    await house.test.say('responder-2', 1, 'take scribe');

    await until(() => called(to('responder-2', 'PUT')).length > 0);
    expect(called(/^GET \/v1.0\/chats\/19[^/]*unq\.gbl\.spaces\/messages/)).toHaveLength(1);
    expect(notesOf('responder-2', /Scribe/)).toHaveLength(1);
  });

  it('is sent again where the app may not read there: better twice than never', async () => {
    house.teams.app.granted.delete('Chat.ReadWrite.All');
    loseOne('responder-3');

    await house.test.say('responder-3', 1, 'take forensics');

    await until(() => notesOf('responder-3', /Forensics/).length === 2);
  });
});
