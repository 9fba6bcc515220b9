/** Actions: within the scope, one at a time, never forgotten once they may have changed something. */

import { describe, expect, it } from 'vitest';
import { isContained } from '../../../src/incident/action-states.ts';
import { nextWake } from '../../../src/incident/clocks.ts';
import {
  approved,
  contained,
  cordon,
  finished,
  given,
  holds,
  planned,
  proposed,
  ROLE,
  staffed,
  started,
  TARGET,
  timer,
  worker,
} from '../../support/given.ts';

const running = [...staffed, proposed(), planned(), approved('account-owner'), started()];
const notHolding = { type: 'RecordNotHolding', by: worker, actionId: 'a1', seen: 'traffic', remedy: 'again' } as const;
const failure = {
  type: 'RecordActionFailure',
  by: worker,
  actionId: 'a1',
  stage: 'execute',
  problem: 'throttled',
  remedy: 'retry',
} as const;
const retry = { type: 'RetryAction', actionId: 'a1' } as const;
const release = { type: 'RequestRelease', actionId: 'a1', reason: 'clean' } as const;
const close = { type: 'CloseIncident', resolution: 'done', accept: [] } as const;

describe('proposing', () => {
  it('is refused outside the scope, and allowed once the scope names the target', () => {
    const elsewhere = proposed({ target: { ...TARGET, id: 'i-other' } });

    given(...staffed)
      .when(elsewhere)
      .isRefused('out_of_scope');
    given(...staffed, { type: 'AddEntity', entity: { kind: 'instance', id: 'i-other' }, reason: 'same role' })
      .when(elsewhere)
      .records('ActionProposed');
  });

  it('is refused for the same name in another account', () => {
    given(...staffed)
      .when(proposed({ target: { ...TARGET, account: '999900001111' } }))
      .isRefused('out_of_scope');
  });

  it('is refused while the same action on the same target is open', () => {
    given(...contained)
      .when(proposed())
      .isRefused('already_open');
  });

  it('is refused for a target that a failed action may have left half changed', () => {
    given(...running, finished(), failure)
      .when(proposed())
      .isRefused('already_open');
  });

  it('keeps what is denied from being asked again beside a newer proposal', () => {
    const deny = { type: 'DenyAction', by: 'account-owner', actionId: 'a1', planHash: 'hash-1', reason: 'no' } as const;
    const story = given(...staffed, proposed(), planned(), deny, proposed());

    story.when({ type: 'RequestApproval', actionId: 'a1', planHash: 'hash-1' }).isRefused('already_open');
    story.when(retry).isRefused('already_open');
  });
});

describe('running', () => {
  it('goes from authorised over running to contained', () => {
    const story = given(...running);

    expect(story.incident.actions[0]?.state).toBe('running');
    expect(story.and(finished(), holds()).incident.actions[0]?.state).toBe('contained');
  });

  it('may not begin a change that is not authorised, or is no longer', () => {
    given(...staffed, proposed(), planned())
      .when(started())
      .isRefused('not_authorized');
    given(...staffed, proposed(), planned(), approved('account-owner'))
      .and({ type: 'CancelAction', actionId: 'a1', reason: 'false alarm' })
      .when(started())
      .isRefused('not_authorized');
  });

  it('says an unknown outcome is unknown until a look settles it', () => {
    const unknown = given(...running, finished('unknown'));

    expect(unknown.incident.actions[0]?.state).toBe('unknown');
    expect(unknown.and(finished('done')).incident.actions[0]?.state).toBe('running');
  });

  it('records each report once', () => {
    const story = given(...running, finished());

    story.when(started()).recordsNothing();
    story.when(finished()).recordsNothing();
    story.and(holds()).when(holds()).recordsNothing();
  });

  it('does not let a worker that lost its claim undo what was done', () => {
    given(...contained)
      .when(finished('unknown'))
      .recordsNothing();
    given(...contained)
      .when({ type: 'RecordPlanRefusal', by: worker, actionId: 'a1', code: 'gone', reason: 'gone', remedy: '-' })
      .recordsNothing();
    given(...contained)
      .when(failure)
      .recordsNothing();
  });

  it('keeps a report about an earlier round from counting in the new one', () => {
    given(...contained, notHolding, retry)
      .when(holds())
      .recordsNothing();
  });

  it('ends an action that only reads as done, not as contained', () => {
    const read = given(
      ...staffed,
      proposed(),
      planned('hash-1', { tier: 0, effect: 'read' }),
      started(),
      finished(),
      holds(),
    );

    expect(read.incident.actions[0]?.state).toBe('done');
    expect(read.incident.actions.some(isContained)).toBe(false);
  });
});

describe('an action that cannot go on', () => {
  const authorized = [...staffed, proposed(), planned(), approved('account-owner')];
  const waits = { type: 'RecordWaiting', by: worker, actionId: 'a1', on: 'provider', why: 'throttled' } as const;
  const pass = { type: 'PassTime', by: timer } as const;

  it('waits in the open, and is taken up when its time has come, once', () => {
    const story = given(...authorized, { ...waits, lookAgainAt: '2026-03-01T14:02:00.000Z' });

    expect(story.incident.actions[0]).toMatchObject({ state: 'authorized', waiting: { why: 'throttled', times: 1 } });
    expect(nextWake(story.incident)).toBe('2026-03-01T14:02:00.000Z');
    story.and({ minutes: 1 }).when(pass).recordsNothing();
    story.and({ minutes: 2 }).when(pass).records('ResumeDue');
    story.and({ minutes: 2 }, pass).when(pass).recordsNothing();
  });

  it('has waited since the first time, however often it was looked at', () => {
    const story = given(...authorized, { ...waits, lookAgainAt: '2026-03-01T14:02:00.000Z' }, { minutes: 2 }, pass, {
      ...waits,
      lookAgainAt: '2026-03-01T14:06:00.000Z',
    });

    expect(story.incident.actions[0]?.waiting).toMatchObject({ since: '2026-03-01T14:00:00.000Z', times: 2 });
  });

  it('waits no more once it goes on, and says the same thing once', () => {
    const story = given(...authorized, waits);

    story.when(waits).recordsNothing();
    expect(story.and(started()).incident.actions[0]?.waiting).toBeUndefined();
    given(...running, { ...waits, on: 'evidence' })
      .when(waits)
      .records('ActionWaiting');
  });

  it('can be cancelled while its evidence is preserved; nothing may begin after that', () => {
    const story = given(...authorized, started('evidence:disk', 'preserve'), { ...waits, on: 'evidence' });
    const cancelled = story.and({ type: 'CancelAction', actionId: 'a1', reason: 'false alarm' });

    expect(cancelled.incident.actions[0]?.state).toBe('cancelled');
    cancelled.when(started()).isRefused('not_authorized');
    cancelled.when(started('evidence:disk', 'preserve')).isRefused('not_authorized');
  });

  it('is released when it is cancelled while it runs or is verified; no step or look may begin after that', () => {
    const verifying = given(...running, finished(), started('verify', 'verify'));
    const cancel = { type: 'CancelAction', actionId: 'a1', reason: 'wrong host' } as const;

    verifying.when(cancel).records('ReleaseRequested');
    given(...running)
      .when(cancel)
      .records('ReleaseRequested');
    const stopped = verifying.and(cancel);
    stopped.when(started()).isRefused('not_authorized');
    stopped.when(started('verify', 'verify')).isRefused('not_authorized');
    stopped.when(holds()).recordsNothing();
    stopped.when(started('s1', 'release')).records('StepStarted');
  });
});

describe('the release ledger', () => {
  it('remembers through a new round that something was changed', () => {
    const story = given(...contained, notHolding, retry);

    expect(story.incident.actions[0]?.state).toBe('proposed');
    story.when(close).isRefused('still_contained');
    story.when({ type: 'CancelAction', actionId: 'a1', reason: 'enough' }).isRefused('too_late');
    story.and(planned('hash-2')).when(close).isRefused('still_contained');
  });

  it('lists what a failure may have left half changed, though no step came to its end', () => {
    const story = given(...running, failure);

    story.when(close).isRefused('still_contained');
    story.when(release).records('ReleaseRequested');
  });

  it('does not list what failed without effect', () => {
    given(...running, finished('failed'), failure)
      .when(close)
      .records('PhaseEntered', 'IncidentClosed');
  });

  it('is emptied by a release, and a failed release puts the control back', () => {
    const releasing = given(...contained, release);
    const failed = {
      type: 'RecordReleaseFailure',
      by: worker,
      actionId: 'a1',
      problem: 'denied',
      remedy: '-',
    } as const;

    expect(
      releasing.and({ type: 'RecordRelease', by: worker, actionId: 'a1', restored: 'sg-web' }).incident.actions[0]
        ?.state,
    ).toBe('released');
    expect(releasing.and(failed).incident.actions[0]?.state).toBe('contained');
  });

  it('can release what is unknown, for releasing looks first', () => {
    given(...running, finished('unknown'))
      .when(release)
      .records('ReleaseRequested');
  });

  it('keeps a release with an unknown step open until it ends', () => {
    const step = finished('unknown', 'release');
    const failed = {
      type: 'RecordReleaseFailure',
      by: worker,
      actionId: 'a1',
      problem: 'denied',
      remedy: '-',
    } as const;

    given(...contained, release, started('s1', 'release'), step)
      .when(failed)
      .records('ReleaseFailed');
  });

  it('takes up again what a lost worker changed after the release', () => {
    const restored = { type: 'RecordRelease', by: worker, actionId: 'a1', restored: 'sg-web' } as const;
    const story = given(...contained, release, restored, { ...finished(), step: 's2' });

    story.when(close).isRefused('still_contained');
    story.when(release).records('ReleaseRequested');
  });

  it('asks anew when an accepted control turns out not to hold', () => {
    const accept = { type: 'AcceptResidual', actionId: 'a1', reason: 'until the rebuild' } as const;

    expect(given(...contained, accept).incident.actions[0]?.accepted?.reason).toBe('until the rebuild');
    given(...contained, accept, notHolding)
      .when(close)
      .isRefused('still_contained');
  });

  it('cannot release what is irreversible', () => {
    given(
      ...staffed,
      proposed(),
      planned('hash-1', { effect: 'irreversible' }),
      approved('account-owner'),
      started(),
      finished(),
      holds(),
    )
      .when(release)
      .isRefused('irreversible');
  });

  it('leaves the release of a tier 2 control to those who lead', () => {
    given(...contained)
      .when({ ...release, by: 'responder-1' })
      .isRefused('not_lead');
  });
});

describe('evidence', () => {
  const waive = { type: 'WaiveEvidence', actionId: 'a1', kinds: ['memory'], reason: 'ransomware spreads' } as const;

  it('is waived by those who answer for it, and the waiver is reviewed', () => {
    given(...staffed, proposed())
      .when({ ...waive, by: 'forensics' })
      .records('EvidenceWaived', 'FollowUpAdded');
    given(...staffed, proposed())
      .when({ ...waive, by: 'account-owner' })
      .isRefused('not_lead');
  });

  it('that could not be had stays waived in the next try, and in no later one', () => {
    const failure = { type: 'RecordActionFailure', by: worker, actionId: 'a1', stage: 'preserve' } as const;
    const failed = given(...staffed, proposed(), planned('h1'), {
      ...{ type: 'ApproveAction', by: 'account-owner', actionId: 'a1', planHash: 'h1' },
    }).and({ ...failure, problem: 'no agent', remedy: 'waive it' });
    const tried = failed.and(waive, { type: 'RetryAction', actionId: 'a1' });
    const dropped = tried.and({ type: 'CancelAction', actionId: 'a1', reason: 'moot' });

    expect(tried.incident.actions[0]?.waived).toEqual(['memory']);
    expect(dropped.and({ type: 'RetryAction', actionId: 'a1' }).incident.actions[0]?.waived).toEqual([]);
  });

  const requested = { type: 'RequestEvidence', by: cordon, kind: 'disk', subject: 'i-0abc' } as const;
  const file = (sha256: string) =>
    ({
      type: 'RecordEvidence',
      by: worker,
      evidenceId: 'e1',
      name: 'disk.raw',
      mediaType: 'application/octet-stream',
      sha256,
      bytes: 9,
      collector: 'simulated',
    }) as const;

  it('is requested once for the same thing', () => {
    given(...staffed, requested)
      .when(requested)
      .recordsNothing();
  });

  it('is never replaced by other bytes', () => {
    given(...staffed, requested, file('aa'))
      .when(file('aa'))
      .recordsNothing();
    given(...staffed, requested, file('aa'))
      .when(file('bb'))
      .isRefused('already_collected');
  });

  it('is locked only once it is there', () => {
    const lock = { type: 'RecordEvidenceLock', by: worker, evidenceId: 'e1' } as const;

    given(...staffed, requested)
      .when(lock)
      .isRefused('not_collected');
    given(...staffed, requested, file('aa'))
      .when(lock)
      .records('EvidenceLocked');
  });
});

describe('the scope', () => {
  it('keeps what is acted on', () => {
    given(...running)
      .when({ type: 'RemoveEntity', entity: { kind: 'instance', id: 'i-0abc' }, reason: 'unrelated' })
      .isRefused('still_contained');
    given(...running)
      .when({ type: 'RemoveEntity', entity: ROLE, reason: 'unrelated' })
      .records('EntityRemoved');
  });
});
