/** The sides of an incident: who may bridge it, and the switch for a compromised platform. */

import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/incident/actor.ts';
import { compromisedPlatforms, severance, severedPlatforms } from '../../../src/incident/sides.ts';
import { actor, cordon, declared, given, joined, type Said, staffed } from '../../support/given.ts';

const slack = {
  type: 'RecordConversation',
  by: cordon,
  platform: 'slack',
  conversation: 'C1',
  name: 'inc-42',
} as const;
const carried = [...staffed, slack];
const report = (by: string | Actor, change: Partial<Said<'ReportCompromise'>> = {}): Said<'ReportCompromise'> => ({
  type: 'ReportCompromise',
  by,
  platform: 'slack',
  reason: 'the attacker reads along',
  alone: false,
  ...change,
});
const inSlack = (id: string): Actor => ({ ...actor(id), surface: 'slack' });

describe('a bridge', () => {
  it('is made by any member, once, and taken away by who leads', () => {
    given(...staffed)
      .when({ type: 'Bridge', by: 'responder-1', platform: 'slack' })
      .records('PlatformBridged');
    given(...carried)
      .when({ type: 'Bridge', by: 'responder-1', platform: 'slack' })
      .recordsNothing();
    given(...carried)
      .when({ type: 'Unbridge', by: 'responder-1', platform: 'slack', reason: 'noise' })
      .isRefused('not_lead');
    const without = given(...carried, { type: 'Unbridge', platform: 'slack', reason: 'noise' });
    expect(severedPlatforms(without.incident)).toEqual(['slack']);
    expect(severedPlatforms(without.and({ type: 'Bridge', platform: 'slack' }).incident)).toEqual([]);
  });

  it('never leaves out the Room', () => {
    given(...staffed)
      .when({ type: 'Unbridge', platform: 'room', reason: 'noise' })
      .isRefused('room_stays');
    given(...staffed)
      .when(report('commander', { platform: 'room', alone: true }))
      .isRefused('room_stays');
  });

  it('carries no restricted incident to where others than its members read', () => {
    const open = [declared({ visibility: 'open' }), joined('responder-1')];
    const standard = { ...slack, platform: 'teams', isPrivate: false } as const;
    const told = given(...open, { type: 'AssignRole', role: 'commander', person: actor('commander') }, standard);
    expect(severance(told.incident, 'teams')).toBeUndefined();

    const restricted = told.and({ type: 'SetVisibility', to: 'restricted', reason: 'customer data' });

    expect(severance(restricted.incident, 'teams')?.how).toBe('too_open');
    restricted.when({ type: 'Bridge', platform: 'teams' }).isRefused('too_open');
  });
});

describe('the switch for a compromised platform', () => {
  it('wants two people, of whom the first gives a reason', () => {
    given(...carried)
      .when(report('responder-1', { reason: '' }))
      .isRefused('reason_missing');
    const reported = given(...carried, report('responder-1'));
    expect(severedPlatforms(reported.incident)).toEqual([]);
    reported.when(report('responder-1')).isRefused('own_request');
    const cut = reported.when(report('forensics', { reason: '' }));
    cut.records('PlatformCutOff');
    expect(cut.fact('PlatformCutOff')).toMatchObject({
      how: 'two_people',
      reason: 'the attacker reads along',
      reportedBy: { id: 'responder-1' },
    });
  });

  it('does not count a report that nobody confirmed in time', () => {
    given(...carried, report('responder-1'), { minutes: 31 })
      .when(report('forensics'))
      .records('CompromiseReported');
  });

  it('is thrown by the commander alone with a reason, which is reviewed', () => {
    given(...carried)
      .when(report('responder-1', { alone: true }))
      .isRefused('not_lead');
    given(...carried)
      .when(report('commander', { alone: true, reason: ' ' }))
      .isRefused('reason_missing');
    given(...carried)
      .when(report('commander', { alone: true }))
      .records('PlatformCutOff', 'FollowUpAdded');
  });

  it('lets nobody be heard from there, whoever they are, until it is reversed from elsewhere', () => {
    const cut = given(...carried, report('commander', { alone: true }));
    cut.when({ type: 'AddNote', by: inSlack('commander'), text: 'approve it' }).isRefused('severed');
    cut.when({ type: 'RequestAccess', by: inSlack('stranger'), reason: 'me' }).isRefused('severed');
    cut
      .when({ type: 'RestorePlatform', by: inSlack('commander'), platform: 'slack', reason: 'over' })
      .isRefused('severed');
    cut.when({ type: 'Bridge', platform: 'slack' }).isRefused('compromised');
    cut.when({ type: 'RestorePlatform', by: 'responder-1', platform: 'slack', reason: 'over' }).isRefused('not_lead');
    cut.when({ type: 'RestorePlatform', platform: 'slack', reason: '' }).isRefused('reason_missing');

    const restored = cut.and({ type: 'RestorePlatform', platform: 'slack', reason: 'tokens rotated' });

    expect(severedPlatforms(restored.incident)).toEqual([]);
    restored.when({ type: 'AddNote', by: inSlack('commander'), text: 'back' }).records('NoteAdded');
  });

  it('is thrown by another incident for this one, and reversed only there', () => {
    const elsewhere = { number: 7, codename: 'amber-owl' };
    const record = { type: 'RecordCutOff', by: cordon, platform: 'slack', elsewhere } as const;
    const restore = { type: 'RecordRestoration', by: cordon, platform: 'slack', elsewhere } as const;
    given(...carried)
      .when({ ...record, by: 'commander' })
      .isRefused('machine_only');
    const cut = given(...carried, record);
    expect(severedPlatforms(cut.incident)).toEqual(['slack']);
    expect(compromisedPlatforms(cut.incident)).toEqual([]);
    cut.when(record).recordsNothing();
    cut.when({ type: 'RestorePlatform', platform: 'slack', reason: 'over' }).isRefused('compromised');
    cut.when({ ...restore, elsewhere: { number: 8, codename: 'x' } }).recordsNothing();
    expect(severedPlatforms(cut.and(restore).incident)).toEqual([]);

    const own = given(...carried, report('commander', { alone: true }));
    own.when(record).recordsNothing();
    own.when(restore).recordsNothing();
  });

  it('counts for every incident, but a drill’s for the drill alone', () => {
    const live = given(...carried, report('commander', { alone: true }));
    expect(compromisedPlatforms(live.incident)).toEqual(['slack']);
    const [, ...rest] = carried;
    const drill = given(declared({ mode: 'drill' }), ...rest, report('commander', { alone: true }));
    expect(compromisedPlatforms(drill.incident)).toEqual([]);
    expect(severedPlatforms(drill.incident)).toEqual(['slack']);
  });
});
