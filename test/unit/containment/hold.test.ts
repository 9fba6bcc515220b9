import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHold } from '../../../src/containment/hold.ts';
import { memoryLedger } from '../../support/ledger.ts';

const TARGET = { provider: 'test', account: '111122223333', kind: 'door', id: 'front' };

function counted(leaseMs: number) {
  const ledger = memoryLedger();
  const counts = { writes: 0 };
  const holdResource: typeof ledger.holdResource = (...hold) => {
    counts.writes += 1;
    return ledger.holdResource(...hold);
  };
  const hold = (holder: string) => createHold({ ...ledger, holdResource }, TARGET, holder, leaseMs);
  return { counts, hold };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a hold', () => {
  it('is written once while a whole lease of it is left', async () => {
    const { counts, hold } = counted(60_000);
    const mine = hold('mine');

    expect([await mine.take(), await mine.take(), await mine.take()]).toEqual([true, true, true]);
    expect(counts.writes).toBe(1);
  });

  it('is written again once less is left, before anybody else can have it', async () => {
    const leaseMs = 1000;
    const { counts, hold } = counted(leaseMs);
    const [mine, other] = [hold('mine'), hold('other')];
    await mine.take();

    vi.advanceTimersByTime(leaseMs);
    await mine.take();
    expect(counts.writes).toBe(1);

    vi.advanceTimersByTime(1);
    await mine.take();
    expect(counts.writes).toBe(2);

    // A whole lease later a step that was begun now has ended, and the hold still stands.
    vi.advanceTimersByTime(leaseMs * 2 - 1);
    expect(await other.take()).toBe(false);
  });

  it('is asked for again after it was freed, and is not had while another has it', async () => {
    const { hold } = counted(60_000);
    const [mine, other] = [hold('mine'), hold('other')];
    await mine.take();
    await mine.free();

    expect(await other.take()).toBe(true);
    expect(await mine.take()).toBe(false);
  });

  it('is known to be lost once another took it over', async () => {
    const { hold } = counted(1);
    const [mine, other] = [hold('mine'), hold('other')];
    await mine.take();
    vi.advanceTimersByTime(2);
    await other.take();

    expect(await mine.take()).toBe(false);
  });
});
