import { describe, expect, it } from 'vitest';
import type { Button, Card } from '../../../../src/chat/card.ts';
import { actionCard } from '../../../../src/chat/views/index.ts';
import type { Action, ActionState } from '../../../../src/incident/incident.ts';
import {
  approved,
  contained,
  finished,
  given,
  planned,
  proposed,
  type Step,
  type Story,
  staffed,
  started,
  worker,
} from '../../../support/given.ts';

const asked: readonly Step[] = [...staffed, proposed(), planned('7f3a91c2d4e5f6')];
const running: readonly Step[] = [...asked, approved('account-owner', '7f3a91c2d4e5f6'), started()];

/** One story for each state of an action, told by the core. */
const STORIES: Readonly<Record<ActionState, Story>> = {
  proposed: given(...staffed, proposed()),
  refused: given(...staffed, proposed(), {
    type: 'RecordPlanRefusal',
    by: worker,
    actionId: 'a1',
    code: 'protected',
    reason: 'The host is protected.',
    remedy: 'Take the tag off.',
  }),
  planned: given(...staffed, proposed({ requested: false }), planned('7f3a91c2d4e5f6')),
  requested: given(...asked),
  denied: given(...asked, {
    type: 'DenyAction',
    by: 'account-owner',
    actionId: 'a1',
    planHash: '7f3a91c2d4e5f6',
    reason: 'payments run there',
  }),
  expired: given(...asked, { minutes: 31 }, { type: 'PassTime', by: { kind: 'timer', id: 'timer', name: 'Timer' } }),
  authorized: given(...asked, approved('account-owner', '7f3a91c2d4e5f6')),
  running: given(...running),
  contained: given(...contained),
  not_holding: given(...contained, {
    type: 'RecordNotHolding',
    by: worker,
    actionId: 'a1',
    seen: 'Traffic was seen.',
    remedy: 'Isolate the second interface.',
  }),
  failed: given(...running, {
    type: 'RecordActionFailure',
    by: worker,
    actionId: 'a1',
    stage: 'execute',
    problem: 'Access was denied.',
    remedy: 'Give the role its right.',
  }),
  unknown: given(...running, finished('unknown')),
  done: given(...staffed, proposed(), planned('7f3a91c2d4e5f6', { tier: 0, effect: 'read' }), started(), finished(), {
    type: 'RecordHolding',
    by: worker,
    actionId: 'a1',
    verification: 'Copied.',
  }),
  releasing: given(...contained, { type: 'RequestRelease', actionId: 'a1', reason: 'clean again' }),
  released: given(
    ...contained,
    { type: 'RequestRelease', actionId: 'a1', reason: 'clean again' },
    { type: 'RecordRelease', by: worker, actionId: 'a1', restored: 'sg-web' },
  ),
  cancelled: given(...asked, { type: 'CancelAction', actionId: 'a1', reason: 'moot' }),
};

const cardOf = ({ incident, at }: Story): Card => {
  const [action] = incident.actions;
  if (!action) throw new Error('no action');
  return actionCard(incident, action, at);
};
const saysOf = (card: Card): readonly string[] =>
  card.blocks
    .flatMap((block): readonly Button[] => (block.kind === 'buttons' ? block.buttons : []))
    .map(({ says }) => says);
const textOf = (card: Card): string => JSON.stringify(card.blocks);
const stateOf = ({ incident }: Story): Action['state'] | undefined => incident.actions[0]?.state;

describe('the card of an action', () => {
  it.each(Object.entries(STORIES))('in state %s says so, under one key, previewing nothing', (state, story) => {
    const card = cardOf(story);

    expect(stateOf(story)).toBe(state);
    expect(card.key).toBe('action:a1');
    expect(card.preview).toBe('SEV-2 · sapphire-heron · #42');
    expect(textOf(card)).not.toMatch(/undefined|NaN|\[object/);
    expect(textOf(card)).toContain('outbound traffic goes on');
  });

  it.each([
    ['planned', ['request a1 7f3a91c2d4e5', 'cancel a1']],
    ['requested', ['approve a1 7f3a91c2d4e5', 'deny a1 7f3a91c2d4e5', 'breakglass a1 7f3a91c2d4e5', 'cancel a1']],
    ['denied', ['retry a1', 'cancel a1']],
    ['running', ['cancel a1']],
    ['contained', ['release a1', 'accept a1']],
    ['not_holding', ['release a1', 'retry a1', 'accept a1']],
    ['unknown', ['release a1']],
    ['done', []],
    ['released', []],
    ['cancelled', []],
  ] as const)('in state %s offers what can be said then', (state, says) => {
    expect(saysOf(cardOf(STORIES[state]))).toEqual(says);
  });

  it('says what a run waits for and until when, offers to cancel it, and what the plan takes', () => {
    const why = 'Waiting for evidence: disk-snapshot fixed.';
    const estimate = { seconds: 90, cost: '0.05 USD per GB and month' };
    const story = given(
      ...staffed,
      proposed(),
      planned('7f3a91c2d4e5f6', { estimate }),
      approved('account-owner', '7f3a91c2d4e5f6'),
      started('evidence:disk-snapshot', 'preserve'),
      {
        type: 'RecordWaiting',
        by: worker,
        actionId: 'a1',
        on: 'resource',
        why,
        lookAgainAt: '2026-03-01T14:09:00.000Z',
      },
    );

    expect(textOf(cardOf(story))).toContain(`Waiting since 14:00 UTC: ${why} Looked at again 14:09 UTC.`);
    expect(textOf(cardOf(story))).toContain('about 2 min; costs 0.05 USD per GB and month');
    expect(saysOf(cardOf(story))).toEqual(['cancel a1']);
  });

  it('shows how far a step has come until it is over', () => {
    const progress = { actionId: 'a1', stage: 'execute', step: 's1', detail: '3 of 8 tables' } as const;
    const story = given(...running, { type: 'RecordProgress', by: worker, ...progress });

    expect(textOf(cardOf(story))).toContain('3 of 8 tables');
    expect(textOf(cardOf(story.and(finished())))).not.toContain('3 of 8 tables');
  });

  it('offers no release of what cannot be undone, and no acceptance of what is accepted', () => {
    const kept = given(...contained, { type: 'AcceptResidual', actionId: 'a1', reason: 'rebuilt next week' });

    expect(saysOf(cardOf(kept))).toEqual(['release a1']);
    expect(textOf(cardOf(kept))).toContain('by commander: rebuilt next week');
  });

  it('shows calls, prior state and undo before anybody approves, and who may', () => {
    const text = textOf(cardOf(STORIES.requested));

    expect(text).toContain('["1","ModifyInstance","i-0abc","sg-web","isolate"]');
    expect(text).toContain('The prior groups are restored.');
    expect(text).toContain('Waiting for approval until 14:30 UTC.');
    expect(text).toContain('needs 1 more approval by somebody other than commander');
    const mentioned = cardOf(STORIES.requested).blocks.find(({ kind }) => kind === 'mention');
    expect(mentioned).toMatchObject({ people: [{ id: 'account-owner' }, { id: 'forensics' }] });
  });

  it('names the evidence that is taken first, and what was waived', () => {
    const wanting = given(
      ...staffed,
      proposed(),
      planned('7f3a91c2d4e5f6', { evidence: [{ kind: 'memory', state: 'fixed' }] }),
    );

    expect(textOf(cardOf(wanting))).toContain('memory fixed (collected before anything changes)');
    expect(saysOf(cardOf(wanting))).toContain('waive a1');
    const waived = wanting.and({ type: 'WaiveEvidence', actionId: 'a1', kinds: ['memory'], reason: 'it spreads' });
    expect(textOf(cardOf(waived))).toContain('memory waived');
    expect(saysOf(cardOf(waived))).not.toContain('waive a1');
  });

  it('asks for the name of the target where the tier wants it', () => {
    const far = given(...staffed, proposed(), planned('7f3a91c2d4e5f6', { tier: 3 }));
    const approve = cardOf(far)
      .blocks.flatMap((block): readonly Button[] => (block.kind === 'buttons' ? block.buttons : []))
      .find(({ label }) => label === 'Approve');

    expect(approve?.asks).toBe(true);
  });

  it('says that an outcome is unknown, and what is wrong when it does not hold', () => {
    expect(textOf(cardOf(STORIES.unknown))).toContain('unknown; it is being looked at, not repeated');
    expect(textOf(cardOf(STORIES.not_holding))).toContain('Traffic was seen. Isolate the second interface.');
    expect(textOf(cardOf(STORIES.failed))).toContain('Access was denied. Give the role its right.');
  });
});
