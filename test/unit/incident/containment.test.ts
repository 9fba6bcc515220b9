/** Actions: within the scope, one at a time, never forgotten once they may have changed something. */

import { describe, expect, it } from 'vitest';
import { isContained } from '../../../src/incident/action-states.ts';
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
