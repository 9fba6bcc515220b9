import { describe, expect, it } from 'vitest';
import { describe as lineOf } from '../../../src/incident/describe.ts';
import { reached } from '../../../src/incident/evidence.ts';
import { assigned, given, joined, type Said, type Step, type Story, staffed, worker } from '../../support/given.ts';

const UNTIL = '2026-03-31T14:00:00.000Z';
const DAY = 24 * 60;
const dispose: Said = { type: 'DisposeEvidence', evidenceId: 'e1', reason: 'the matter is closed' };
const disposeDue: Said = { type: 'DisposeEvidence', reason: 'the matter is closed' };
const collected = (evidenceId: string, until = UNTIL): readonly Said[] => [
  { type: 'RequestEvidence', by: worker, kind: 'disk', subject: evidenceId },
  {
    ...{ type: 'RecordEvidence', by: worker, evidenceId, name: 'disk.bin', mediaType: 'application/octet-stream' },
    ...{ sha256: evidenceId, bytes: 1, collector: 'test' },
  },
  { type: 'RecordEvidenceLock', by: worker, evidenceId, until },
];
/** Closed, 31 days later: e1 and e2 are past their retention, e3 is not. */
const kept = (...steps: readonly Step[]): Story =>
  given(
    ...[...staffed, joined('counsel'), assigned('legal', 'counsel'), joined('member-1'), joined('member-2')],
    ...[...collected('e1'), ...collected('e2'), ...collected('e3', '2029-03-01T14:00:00.000Z')],
  )
    .and({ type: 'CloseIncident', resolution: 'over', accept: [] })
    .and({ minutes: 31 * DAY }, ...steps);
const item = ({ incident }: Story, id = 'e1') => incident.evidence.find(({ evidenceId }) => evidenceId === id);
const by = (who: string): Said => ({ ...dispose, by: who });

describe('the disposal of evidence', () => {
  it('is asked for by one person and confirmed by another, of whom one leads or is Legal', () => {
    const asked = kept(by('member-1'));

    asked.when(by('member-1')).isRefused('own_request');
    asked.when(by('member-2')).isRefused('not_legal');
    asked.when({ ...dispose, by: worker }).isRefused('people_only');
    expect(asked.when(by('counsel')).fact('EvidenceDisposalConfirmed')).toEqual({
      ...{ evidenceId: 'e1', reason: 'the matter is closed' },
      requestedBy: { id: 'member-1', name: 'member-1' },
    });
    kept(by('counsel')).when(by('member-2')).records('EvidenceDisposalConfirmed');
  });

  it('wants a closed incident, a retention that has ended, no hold and a reason', () => {
    given(...staffed, ...collected('e1'), { minutes: 31 * DAY })
      .when(dispose)
      .isRefused('not_closed');
    kept()
      .when({ ...dispose, evidenceId: 'e3' })
      .isRefused('not_due');
    kept()
      .when({ ...dispose, evidenceId: 'e9' })
      .isRefused('unknown_evidence');
    kept()
      .when({ ...dispose, reason: ' ' })
      .isRefused('reason_missing');
    const hold: Said = { type: 'HoldEvidence', reason: 'matter 7' };
    kept(hold).when(dispose).isRefused('held');
    kept(by('member-1'), hold).when(by('counsel')).isRefused('held');
    const longer: Said = { type: 'ExtendRetention', evidenceId: 'e1', until: '2027-01-01', reason: 'an audit' };
    kept(by('member-1'), longer).when(by('counsel')).isRefused('not_due');
  });

  it('of all that is due leaves alone what is not', () => {
    const asked = kept();

    asked.when(disposeDue).records('EvidenceDisposalRequested', 'EvidenceDisposalRequested');
    asked
      .and(disposeDue)
      .when({ ...disposeDue, by: 'counsel' })
      .records('EvidenceDisposalConfirmed', 'EvidenceDisposalConfirmed');
    asked.and(disposeDue).when(disposeDue).isRefused('own_request');
  });

  it('lapses after a week without a second person, and is then asked for anew', () => {
    kept(by('member-1'), { minutes: 8 * DAY })
      .when(by('counsel'))
      .records('EvidenceDisposalRequested');
  });

  it('leaves hash, file and the two names on record, and satisfies no gate any more', () => {
    const done = kept(by('member-1'), by('counsel'), {
      type: 'RecordDisposal',
      by: worker,
      evidenceId: 'e1',
      freed: true,
    });
    const [last] = done.events.slice(-1);

    expect(item(done)).toMatchObject({
      state: 'disposed',
      file: { sha256: 'e1' },
      disposal: { done: { freed: true } },
    });
    expect(last?.data).toMatchObject({ sha256: 'e1', people: [{ name: 'member-1' }, { name: 'counsel' }] });
    expect(last && lineOf(last)).toBe('Evidence e1 disposed of, as member-1 and counsel decided');
    const piece = item(done);
    expect(piece && reached(piece, 'fixed')).toBe(false);
    done.when(dispose).isRefused('disposed');
    done.when({ type: 'HoldEvidence', evidenceId: 'e1', reason: 'too late' }).isRefused('disposed');
    done.when({ type: 'RecordEvidenceLock', by: worker, evidenceId: 'e1', until: UNTIL }).recordsNothing();
  });

  it('that the vault refuses says why, and wants asking anew', () => {
    const problem = 'S3 refused to delete it';
    const refused = kept(by('member-1'), by('counsel'), {
      ...{ type: 'RecordDisposalRefusal', by: worker, evidenceId: 'e1' },
      ...{ problem, remedy: 'wait' },
    });

    expect(item(refused)).toMatchObject({ state: 'locked', disposal: { refused: problem } });
    refused.when(by('counsel')).records('EvidenceDisposalRequested');
  });

  it('is recorded of nothing that was not decided', () => {
    kept(by('member-1')).when({ type: 'RecordDisposal', by: worker, evidenceId: 'e1', freed: true }).recordsNothing();
  });
});
