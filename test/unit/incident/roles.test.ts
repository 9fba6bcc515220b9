/** People: who joins, who holds which role, what an outsider sees. */

import { describe, expect, it } from 'vitest';
import { audienceOf, outsideFacts } from '../../../src/incident/confidentiality.ts';
import { assigned, contained, cordon, declared, given, joined, person, staffed } from '../../support/given.ts';

const severe = [declared({ severity: 1 }), assigned('commander'), joined('responder-1')];

describe('roles', () => {
  it('are taken when free, and make their holder a member', () => {
    given(declared(), joined('responder-1'))
      .when({ type: 'TakeRole', by: 'responder-1', role: 'commander' })
      .records('RoleAssigned');
    given(declared()).when(assigned('scribe')).records('MemberJoined', 'RoleAssigned');
  });

  it('are for members, who come in by many at once and each once', () => {
    const crowd = ['responder-1', 'responder-2', 'responder-2', 'responder-3'].map(person);

    given(declared(), joined('responder-1'))
      .when({ type: 'AddMembers', by: cordon, people: crowd, how: 'roster' })
      .records('MemberJoined', 'MemberJoined');
    given(declared(), joined('responder-1'))
      .when({ type: 'AddMembers', by: 'responder-1', people: crowd, how: 'roster' })
      .isRefused('machine_only');
  });

  it('are not taken from their holder, except by who leads', () => {
    const take = { type: 'TakeRole', by: 'responder-1', role: 'commander' } as const;

    given(...staffed)
      .when(take)
      .isRefused('role_held');
    given(...staffed)
      .when({ type: 'AssignRole', by: 'responder-1', role: 'commander', person: person('responder-1') })
      .isRefused('role_held');
    given(...staffed, { type: 'TakeRole', by: 'responder-1', role: 'deputy' })
      .when(take)
      .records('RoleAssigned');
  });

  it('are handed off by their holder, with the state of affairs', () => {
    const handoff = {
      type: 'HandOffRole',
      role: 'commander',
      person: person('responder-1'),
      handover: 'a1 holds',
    } as const;

    const handed = given(...staffed).when(handoff);

    expect(handed.fact('RoleAssigned')).toMatchObject({
      how: 'handed_off',
      handover: 'a1 holds',
      previous: { id: 'commander' },
    });
    given(...staffed)
      .when({ ...handoff, by: 'responder-1' })
      .isRefused('not_holder');
  });

  it('keep commander and scribe apart at SEV-1, and only there', () => {
    given(...severe)
      .when(assigned('scribe', 'commander'))
      .isRefused('roles_apart');
    given(...staffed)
      .when(assigned('scribe', 'commander'))
      .records('RoleAssigned');
  });

  it('are parted when the severity rises to SEV-1', () => {
    const raised = given(...staffed, assigned('scribe', 'commander')).when({
      type: 'SetSeverity',
      to: 1,
      reason: 'spreads',
    });

    raised.records('SeverityChanged', 'RoleReleased');
    expect(raised.fact('RoleReleased').role).toBe('scribe');
  });

  it('are only those the policy knows', () => {
    given(...staffed)
      .when(assigned('captain'))
      .isRefused('unknown_role');
  });
});

describe('members', () => {
  it('leave, but not from command', () => {
    given(...staffed)
      .when({ type: 'LeaveIncident' })
      .isRefused('in_command');
    given(...staffed)
      .when({ type: 'LeaveIncident', by: 'responder-1' })
      .records('MemberLeft');
  });

  it('lose their roles when they leave', () => {
    const story = given(...staffed, { type: 'LeaveIncident', by: 'forensics' });

    expect(story.incident.roles.forensics).toBeUndefined();
    expect(audienceOf('forensics', story.incident)).toBe('outsider');
  });

  it('are added by Cordon from the roster once', () => {
    given(...staffed)
      .when(joined('responder-1'))
      .recordsNothing();
    given(...staffed)
      .when({ type: 'TakeRole', by: cordon, role: 'scribe' })
      .isRefused('people_only');
  });
});

describe('an outsider', () => {
  it('sees number, codename, severity and phase of a restricted incident, and nothing else', () => {
    const { incident } = given(...contained);

    expect(audienceOf('stranger', incident)).toBe('outsider');
    expect(outsideFacts(incident)).toEqual({
      number: 42,
      codename: 'sapphire-heron',
      severity: 2,
      phase: 'detection_analysis',
    });
  });

  it('reads an open one', () => {
    expect(audienceOf('stranger', given(declared({ visibility: 'open' })).incident)).toBe('member');
  });
});

describe('severity', () => {
  it('is confirmed or changed, with a reason', () => {
    given(...staffed)
      .when({ type: 'SetSeverity', to: 2, reason: 'production' })
      .records('SeverityConfirmed');
    given(...staffed)
      .when({ type: 'SetSeverity', to: 3, reason: 'test account' })
      .records('SeverityChanged');
    given(...staffed)
      .when({ type: 'SetSeverity', to: 3, reason: '' })
      .isRefused('reason_missing');
  });
});
