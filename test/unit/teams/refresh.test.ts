/** Cards that refresh themselves for one reader, also where a card takes several messages. */

import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/chat/card.ts';
import { hearRefresh } from '../../../src/teams/receive/clicks.ts';
import type { Desk } from '../../../src/teams/receive/desk.ts';
import { type AdaptiveCard, renderCard } from '../../../src/teams/render-card.ts';
import { faultsOf, textOf } from '../../doubles/teams/check-card.ts';

const approve = { kind: 'buttons', buttons: [{ label: 'Approve', says: 'approve a1' }] } as const;
const rows = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => ({ kind: 'text', text: `${index} ${'blast radius '.repeat(40)}` }) as const,
  );
const plan = (count: number): Card => ({
  ...{ key: 'action:a1', title: 'a1 · Isolate instance', tone: 'warning', preview: '#1' },
  blocks: [approve, ...rows(count)],
});
const standing = { number: 1, refreshedFor: ['29:1'] };

/** As the house answers it: a line for the reader, and no button that they cannot use. */
function refreshed(everybody: Card): Promise<AdaptiveCard | undefined> {
  const reader = { ...everybody, yours: 'You: you requested this.', blocks: everybody.blocks.slice(1) };
  const desk = {
    house: { cardFor: async () => ({ everybody, reader }), numberOf: async () => 1 },
    people: { personOf: async () => ({ id: 'responder-1', name: 'Responder 1' }) },
  } as unknown as Desk;
  const from = { id: '29:1', aadObjectId: 'account-1' };
  return hearRefresh(desk, { from, conversation: { id: '19:1@thread.v2' }, replyToId: '17' });
}

describe('a card that refreshes itself', () => {
  it('says what is theirs and leaves out what they cannot do', async () => {
    const card = await refreshed(plan(3));

    expect(textOf(card)).toMatch(/^! a1 · Isolate instance\nYou: you requested this\./);
    expect(textOf(card)).not.toContain('Approve');
  });

  it('ends where it ends for everybody when it goes on in further messages', async () => {
    const everybody = plan(120);
    const [first, ...rest] = renderCard(everybody, standing);
    const card = (await refreshed(everybody)) as AdaptiveCard;

    expect(rest.length).toBeGreaterThan(0);
    expect(card.body.length).toBe((first?.body.length ?? 0) + 1);
    expect(card.body.at(-1)).toEqual(first?.body.at(-1));
    expect(textOf(card)).toContain('You: you requested this.');
    expect(card.refresh).toMatchObject({ userIds: ['29:1'] });
    expect(faultsOf(card)).toEqual([]);
  });
});
