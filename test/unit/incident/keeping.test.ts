import { describe, expect, it } from 'vitest';
import { describe as lineOf } from '../../../src/incident/describe.ts';
import { openOrders } from '../../../src/incident/keeping.ts';
import { assigned, given, joined, type Said, type Story, staffed, worker } from '../../support/given.ts';

const UNTIL = '2029-03-01T14:00:00.000Z';
const LATER = '2036-01-31T00:00:00.000Z';
const hold: Said = { type: 'HoldEvidence', evidenceId: 'e1', reason: 'matter 7' };
const holdAll: Said = { type: 'HoldEvidence', reason: 'matter 7' };
const lift: Said = { type: 'LiftHold', evidenceId: 'e1', reason: 'settled' };
const collected = (evidenceId: string, subject: string): readonly Said[] => [
  { type: 'RequestEvidence', by: worker, kind: 'disk', subject },
  {
    ...{ type: 'RecordEvidence', by: worker, evidenceId, name: 'disk.bin', mediaType: 'application/octet-stream' },
    ...{ sha256: 'aa', bytes: 1, collector: 'test' },
  },
  { type: 'RecordEvidenceLock', by: worker, evidenceId, until: UNTIL },
];
const kept = (...steps: readonly Said[]): Story => given(...staffed, ...collected('e1', 'i-1'), ...steps);
const item = ({ incident }: Story, id = 'e1') => {
  const found = incident.evidence.find(({ evidenceId }) => evidenceId === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};
const open = (story: Story, id = 'e1') => openOrders(item(story, id), story.incident).map(({ keeping }) => keeping);
const locked = (evidenceId: string, legalHold: boolean, until = UNTIL): Said => ({
  ...{ type: 'RecordEvidenceLock', by: worker, evidenceId, until, legalHold },
});
const HELD = { legalHold: true };
const FREE = { legalHold: false };

describe('a legal hold', () => {
  it('is placed with a reason, once, and is carried out when the vault says so', () => {
    const story = kept(hold);

    expect(open(story)).toEqual([HELD]);
    kept()
      .when({ ...hold, reason: ' ' })
      .isRefused('reason_missing');
    story.when(hold).recordsNothing();

    expect(open(story.and(locked('e1', true)))).toEqual([]);
  });

  it('on all evidence covers what is collected later', () => {
    const story = kept(holdAll, ...collected('e2', 'i-2'));

    expect(open(story, 'e2')).toEqual([HELD]);
  });

  it('is lifted by Legal or by those who lead, and by nobody else', () => {
    const story = kept(
      hold,
      locked('e1', true),
      joined('counsel'),
      assigned('legal', 'counsel'),
      joined('responder-1'),
    );

    story.when({ ...lift, by: 'responder-1' }).isRefused('not_legal');
    story.when({ ...lift, by: 'counsel' }).records('HoldLifted');
    story.when({ ...lift, by: worker }).isRefused('people_only');
    expect(openOrders(item(story.and({ ...lift, by: 'counsel' })), story.incident)).toMatchObject([
      { keeping: FREE, by: { id: 'counsel' }, reason: 'settled' },
    ]);
  });

  it('on all evidence is not lifted from one piece, and one on a piece outlasts it', () => {
    const story = kept(hold, holdAll, locked('e1', true));

    kept(holdAll).when(lift).isRefused('held_with_all');
    expect(open(story.and({ type: 'LiftHold', reason: 'settled' }))).toEqual([]);
    expect(open(story.and({ type: 'LiftHold', reason: 'settled' }, lift))).toEqual([FREE]);
  });

  it('that the vault places by itself can be lifted like any other', () => {
    const story = kept(...collected('e2', 'i-2').slice(0, 2), locked('e2', true));

    expect(open(story, 'e2')).toEqual([]);
    expect(open(story.and({ ...lift, evidenceId: 'e2' }), 'e2')).toEqual([FREE]);
  });

  it('can be placed and lifted once the incident is closed', () => {
    const story = kept(
      { type: 'EnterPhase', to: 'post_incident', reason: 'over', override: true },
      { type: 'CloseIncident', resolution: 'over', accept: [] },
    );

    story.when(hold).records('EvidenceHeld');
    story.and(hold).when(lift).records('HoldLifted');
  });
});

describe('a retention', () => {
  it('is extended with a reason, and never shortened', () => {
    const keep: Said = { type: 'ExtendRetention', evidenceId: 'e1', until: LATER, reason: 'an audit is announced' };

    expect(open(kept(keep))).toEqual([{ until: LATER }]);
    expect(open(kept(keep, locked('e1', false, LATER)))).toEqual([]);
    kept()
      .when({ ...keep, until: '2027-01-01' })
      .isRefused('never_shortened');
    kept()
      .when({ ...keep, until: 'soon' })
      .isRefused('no_such_time');
    kept()
      .when({ ...keep, evidenceId: 'e9' })
      .isRefused('unknown_evidence');
    kept(keep).when(keep).recordsNothing();
  });

  it('that was ordered stays when a hold comes and goes', () => {
    const keep: Said = { type: 'ExtendRetention', evidenceId: 'e1', until: LATER, reason: 'an audit is announced' };

    expect(open(kept(keep, hold, lift))).toEqual([{ until: LATER }]);
  });
});

it('says on the timeline who ordered what, and why', () => {
  const lines = kept(hold, { type: 'LiftHold', evidenceId: 'e1', reason: 'settled' }).events.slice(-2).map(lineOf);

  expect(lines).toEqual(['Legal hold on evidence e1: matter 7', 'Legal hold lifted from evidence e1: settled']);
});
