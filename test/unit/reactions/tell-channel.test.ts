import { describe, expect, it } from 'vitest';
import type { Delivery, Reach } from '../../../src/reactions/reaction.ts';
import { tellChannel } from '../../../src/reactions/tell-channel.ts';
import { cordon, given, type Said, type Story, staffed } from '../../support/given.ts';

const opened: Said = { type: 'RecordConversation', by: cordon, platform: 'room', conversation: 'c1', name: 'inc-42' };
const entered: Said = { type: 'EnterPhase', to: 'containment', override: true, reason: 'Data is leaving.' };

/** What the Room is told when the entering of a phase is delivered while the incident stands where `story` left it. */
async function told({ events, incident }: Story): Promise<readonly string[]> {
  const said: string[] = [];
  const room = {
    id: 'room',
    say: async (_ref: unknown, _id: string, { text }: { text: string }) => void said.push(text),
  };
  const event = events.find(({ type }) => type === 'PhaseEntered');
  const delivery = { id: 'd1', event, incident, signal: new AbortController().signal };
  await tellChannel.react(delivery as unknown as Delivery, { sides: { platforms: [room] } } as unknown as Reach);
  return said;
}

describe('a line for the channel', () => {
  it('waits for the conversation when the fact was delivered before it was open, and is not lost', async () => {
    const early = given(...staffed, entered);
    await expect(told(early)).rejects.toMatchObject({ retryable: true });
    expect(await told(early.and(opened))).toEqual([expect.stringContaining('Now in Containment')]);
  });
});
