/** Approval: bound to the plan people saw, never by who asked, expiring closed. */

import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/incident/policy.ts';
import {
  approved,
  assigned,
  cordon,
  declared,
  given,
  joined,
  linked,
  planned,
  proposed,
  staffed,
  started,
} from '../../support/given.ts';

const asked = [...staffed, proposed(), planned()];

describe('a request', () => {
  it('follows from the plan when the proposer asked for it, and is the proposer’s', () => {
    const story = given(...asked);

    const [action] = story.incident.actions;
    expect(action?.state).toBe('requested');
    expect(action?.request?.by.id).toBe('commander');
  });

  it('waits for a person when a playbook proposed', () => {
    given(...staffed, proposed({ by: cordon, requested: false }))
      .when(planned())
      .records('ActionPlanned');
  });

  it('runs at once for a plan that only reads', () => {
    given(...staffed, proposed())
      .when(planned('hash-1', { tier: 0, effect: 'read' }))
      .records('ActionPlanned', 'ActionAuthorized');
  });

  it('can be made again once it has run out, though nobody recorded that yet', () => {
    given(...asked, { minutes: 31 })
      .when({ type: 'RequestApproval', actionId: 'a1', planHash: 'hash-1' })
      .records('ApprovalExpired', 'ApprovalRequested');
  });

  it('authorises by itself for the commander where a standing authority says so', () => {
    const ransomware = declared({ incidentType: 'ransomware', severity: 1 });

    given(ransomware, linked(), assigned('commander'), proposed())
      .when(planned())
      .records('ActionPlanned', 'ApprovalRequested', 'ActionAuthorized');
  });

  it('has no standing authority below SEV-1, for tier 3, or for anybody but the commander', () => {
    const at = (severity: 1 | 2) => [
      declared({ incidentType: 'ransomware', severity }),
      linked(),
      assigned('commander'),
    ];

    given(...at(2), proposed())
      .when(planned())
      .records('ActionPlanned', 'ApprovalRequested');
    given(...at(1), proposed())
      .when(planned('hash-1', { tier: 3 }))
      .records('ActionPlanned', 'ApprovalRequested');
    given(...at(1), joined('responder-1'), proposed({ by: 'responder-1' }))
      .when(planned())
      .records('ActionPlanned', 'ApprovalRequested');
  });
});

describe('an approval', () => {
  it('authorises when requester and approver together hold the roles', () => {
    given(...asked)
      .when(approved('account-owner'))
      .records('ApprovalGiven', 'ActionAuthorized');
  });

  it('is refused to who requested', () => {
    given(...asked)
      .when(approved('commander'))
      .isRefused('own_request');
  });

  it('is recorded but does not suffice while a needed role has not approved', () => {
    given(...asked)
      .when(approved('forensics'))
      .records('ApprovalGiven');
  });

  it('is refused to people without a role and to outsiders', () => {
    given(...asked)
      .when(approved('responder-1'))
      .isRefused('no_role');
    given(...asked)
      .when(approved('stranger'))
      .isRefused('not_a_member');
  });

  it('is refused to machines', () => {
    given(...asked)
      .when({ type: 'ApproveAction', by: cordon, actionId: 'a1', planHash: 'hash-1' })
      .isRefused('people_only');
  });

  it('is refused while a needed role is vacant', () => {
    given(declared(), linked(), assigned('commander'), assigned('forensics'), proposed(), planned())
      .when(approved('forensics'))
      .isRefused('role_vacant');
  });

  it('lets the deputy stand for the commander', () => {
    given(declared(), linked(), assigned('deputy'), assigned('account-owner'), proposed({ by: 'deputy' }), planned())
      .when(approved('account-owner'))
      .records('ApprovalGiven', 'ActionAuthorized');
  });

  it('is refused at the very moment the request expires, recorded or not', () => {
    given(...asked, { minutes: 30 })
      .when(approved('account-owner'))
      .isRefused('approval_expired');
  });

  it('is refused for a plan that has changed since', () => {
    given(...asked, planned('hash-2'))
      .when(approved('account-owner', 'hash-1'))
      .isRefused('plan_changed');
  });

  it('wants two others and the typed target at tier 3', () => {
    const tier3 = given(...staffed, proposed(), planned('hash-1', { tier: 3 }));
    const typed = { ...approved('forensics'), typedTarget: 'i-0abc' };

    tier3.when(approved('account-owner')).isRefused('target_not_typed');
    tier3.when({ ...approved('account-owner'), typedTarget: 'i-0abc' }).records('ApprovalGiven');
    tier3
      .and({ ...approved('account-owner'), typedTarget: 'i-0abc' })
      .when(typed)
      .records('ApprovalGiven', 'ActionAuthorized');
  });

  it('counts once, however often it is clicked', () => {
    given(...asked, approved('forensics'))
      .when(approved('forensics'))
      .recordsNothing();
  });

  it('authorises on a second click once its giver holds the role that lacked', () => {
    given(...asked, approved('forensics'), {
      type: 'AssignRole',
      role: 'account-owner',
      person: { id: 'forensics', name: 'forensics' },
    })
      .when(approved('forensics'))
      .records('ActionAuthorized');
  });

  it('counts no more when its giver has laid down every role', () => {
    const tier3 = planned('hash-1', { tier: 3 });
    const typed = { typedTarget: 'i-0abc' };

    given(...staffed, proposed(), tier3, { ...approved('forensics'), ...typed })
      .and({ type: 'ReleaseRole', by: 'forensics', role: 'forensics' })
      .when({ ...approved('account-owner'), ...typed })
      .records('ApprovalGiven');
  });
});

describe('a changed plan', () => {
  it('voids approvals and asks again with a new expiry', () => {
    const again = given(...asked, approved('account-owner'), { minutes: 10 }).when(planned('hash-2'));

    again.records('ActionPlanned', 'ApprovalsVoided', 'ApprovalRequested');
    expect(again.fact('ApprovalRequested').expiresAt).toBe('2026-03-01T14:40:00.000Z');
  });

  it('goes back to request even when a worker is already preserving evidence', () => {
    given(...asked, approved('account-owner'), started('disk', 'preserve'))
      .when(planned('hash-2'))
      .records('ActionPlanned', 'ApprovalsVoided', 'ApprovalRequested');
  });

  it('keeps its requester, who still may not approve', () => {
    const byOwner = { type: 'RequestApproval', by: 'account-owner', actionId: 'a1', planHash: 'hash-1' } as const;
    const story = given(...staffed, proposed({ requested: false }), planned(), byOwner, planned('hash-2'));

    story.when(approved('account-owner', 'hash-2')).isRefused('own_request');
    story.when(approved('commander', 'hash-2')).records('ApprovalGiven', 'ActionAuthorized');
  });

  it('changes nothing once the first change was begun', () => {
    given(...asked, approved('account-owner'), started())
      .when(planned('hash-2'))
      .recordsNothing();
  });

  it('that is the same says nothing new', () => {
    given(...asked)
      .when(planned('hash-1'))
      .recordsNothing();
  });
});

describe('denial and break-glass', () => {
  it('denies with a reason, and not without', () => {
    const deny = { type: 'DenyAction', by: 'account-owner', actionId: 'a1', planHash: 'hash-1' } as const;

    given(...asked)
      .when({ ...deny, reason: 'it serves checkout' })
      .records('ApprovalDenied');
    given(...asked)
      .when({ ...deny, reason: ' ' })
      .isRefused('reason_missing');
  });

  it('lets the commander alone break the glass, and has it reviewed', () => {
    const broken = given(...asked).when({
      type: 'BreakGlass',
      actionId: 'a1',
      planHash: 'hash-1',
      reason: 'exfiltration',
    });

    broken.records('ActionAuthorized', 'FollowUpAdded');
    expect(broken.fact('ActionAuthorized').how).toBe('break_glass');
  });

  it('lets nobody else break it', () => {
    given(...asked)
      .when({ type: 'BreakGlass', by: 'forensics', actionId: 'a1', planHash: 'hash-1', reason: 'exfiltration' })
      .isRefused('not_lead');
  });

  it('wants no approval from a policy that asks for none', () => {
    const rule = { approvals: 0, roles: [], expiresMinutes: 5, typedTarget: false };
    const policy = { ...DEFAULT_POLICY, approvals: { ...DEFAULT_POLICY.approvals, T1: rule } };

    given(declared({ policy }), linked(), proposed())
      .when(planned('hash-1', { tier: 1 }))
      .records('ActionPlanned', 'ActionAuthorized');
  });
});
