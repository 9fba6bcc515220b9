import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createShaper, type RetryAfter, type Ticking } from '../../../src/chat/shaper.ts';
import { type Call, createSchedule, type Limits, PRIORITIES } from '../../../src/chat/shaping.ts';

const SECOND = 1000;
/** A message a second in each conversation, three at once; posting 20 a minute over all. */
const limits: Limits = {
  conversation: [{ burst: 1, perMinute: 60 }],
  tiers: { post: { burst: 3, perMinute: 20 } },
  retries: 2,
};

interface Named extends Call {
  readonly name: string;
}

function call(name: string, change: Partial<Call> = {}): Named {
  return { name, conversation: 'c1', tier: 'post', priority: 'normal', ...change };
}

const names = (go: readonly Named[]): readonly string[] => go.map(({ name }) => name);

describe('the schedule', () => {
  it('lets one call a second into a conversation, in the order they were said', () => {
    const schedule = createSchedule<Named>(limits);
    for (const name of ['a', 'b']) schedule.add(call(name));

    expect(schedule.turn(0)).toMatchObject({ go: [{ name: 'a' }], waitMs: SECOND });
    expect(schedule.turn(SECOND - 1)).toEqual({ go: [], waitMs: 1 });
    expect(schedule.turn(SECOND)).toMatchObject({ go: [{ name: 'b' }], waitMs: undefined });
  });

  it('does not hold one conversation for another, but holds all to the rate of a tier', () => {
    const schedule = createSchedule<Named>(limits);
    for (const name of ['a', 'b', 'c', 'd']) schedule.add(call(name, { conversation: name }));

    expect(names(schedule.turn(0).go)).toEqual(['a', 'b', 'c']);
    expect(schedule.turn(0).waitMs).toBe(3 * SECOND);
    expect(names(schedule.turn(3 * SECOND).go)).toEqual(['d']);
  });

  it('sends approvals before what is told, and that before card refreshes', () => {
    const schedule = createSchedule<Named>(limits);
    schedule.add(call('card', { priority: 'refresh' }));
    schedule.add(call('line'));
    schedule.add(call('approval', { priority: 'urgent' }));

    const order = [0, 1, 2].flatMap((second) => names(schedule.turn(second * SECOND).go));

    expect(order).toEqual(['approval', 'line', 'card']);
  });

  it('sends the lower rank first within a priority, and what was put back before others of its rank', () => {
    const schedule = createSchedule<Named>({ ...limits, tiers: { post: { burst: 1, perMinute: 60 } } });
    const ranked = (name: string, rank?: number) =>
      call(name, { conversation: name, ...(rank === undefined ? {} : { rank: () => rank }) });
    for (const one of [ranked('none'), ranked('four', 4), ranked('three', 3), ranked('four too', 4)]) schedule.add(one);
    const [first] = schedule.turn(0).go;
    schedule.add(ranked('one', 1));
    if (first) schedule.again(first);

    const sent = [1, 2, 3, 4, 5].flatMap((second) => names(schedule.turn(second * SECOND).go));

    expect(first?.name).toBe('three');
    expect(sent).toEqual(['one', 'three', 'four', 'four too', 'none']);
  });

  it('lets a call whose rank rises while it waits overtake', () => {
    const schedule = createSchedule<Named>({ ...limits, tiers: { post: { burst: 1, perMinute: 60 } } });
    const ranks = new Map([
      ['three', 3],
      ['two', 2],
      ['four', 4],
    ]);
    for (const name of ranks.keys()) schedule.add(call(name, { conversation: name, rank: () => ranks.get(name) ?? 9 }));
    const first = names(schedule.turn(0).go);
    ranks.set('four', 1);

    const sent = [1, 2].flatMap((second) => names(schedule.turn(second * SECOND).go));

    expect(first).toEqual(['two']);
    expect(sent).toEqual(['four', 'three']);
  });

  it('keeps only the newest refresh of a card, in the place of the first', () => {
    const schedule = createSchedule<Named>(limits);
    const refresh = (name: string, coalesceKey: string) => call(name, { priority: 'refresh', coalesceKey });
    schedule.turn(0);
    schedule.add(refresh('summary 1', 'summary'));
    schedule.add(refresh('tasks 1', 'tasks'));

    expect(schedule.add(refresh('summary 2', 'summary'))?.name).toBe('summary 1');
    expect(schedule.add({ ...refresh('other', 'summary'), conversation: 'c2' })).toBeUndefined();
    expect(names(schedule.turn(0).go)).toEqual(['summary 2', 'other']);
    expect(names(schedule.turn(SECOND).go)).toEqual(['tasks 1']);
  });

  it('keeps silent on a tier for as long as the platform asked, and on no other', () => {
    const schedule = createSchedule<Named>(limits);
    schedule.hold('post', 5 * SECOND);
    schedule.hold('post', 2 * SECOND);
    schedule.add(call('a'));
    schedule.add(call('b', { tier: 'read', conversation: 'c2' }));

    expect(schedule.turn(0)).toMatchObject({ go: [{ name: 'b' }], waitMs: 5 * SECOND });
    expect(names(schedule.turn(5 * SECOND).go)).toEqual(['a']);
  });

  it('never exceeds its rates, and sends everything in the end', () => {
    const anyCall = fc.record({
      conversation: fc.constantFrom('c1', 'c2', 'c3'),
      tier: fc.constantFrom('post', 'read'),
      priority: fc.constantFrom(...PRIORITIES),
      gapMs: fc.integer({ min: 0, max: 2000 }),
    });
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 60 }), (calls) => {
        const schedule = createSchedule<Named>(limits);
        const sent: { readonly at: number; readonly one: Named }[] = [];
        let now = 0;
        const run = (until: number): void => {
          for (let turns = 0; turns < 1000; turns += 1) {
            const { go, waitMs } = schedule.turn(now);
            for (const one of go) sent.push({ at: now, one });
            if (waitMs === undefined || now + waitMs > until) break;
            now += waitMs;
          }
          now = Math.max(now, Number.isFinite(until) ? until : now);
        };
        for (const [index, { gapMs, ...rest }] of calls.entries()) {
          schedule.add({ ...rest, name: String(index) });
          run(now + gapMs);
        }
        run(Number.POSITIVE_INFINITY);

        expect(sent).toHaveLength(calls.length);
        for (const conversation of ['c1', 'c2', 'c3']) {
          const times = sent.filter(({ one }) => one.conversation === conversation).map(({ at }) => at);
          for (const [index, at] of times.entries()) {
            if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(SECOND - 1);
          }
        }
        const posts = sent.filter(({ one }) => one.tier === 'post').map(({ at }) => at);
        for (const [index, at] of posts.entries()) {
          const fourth = posts[index + 3];
          if (fourth !== undefined) expect(fourth - at).toBeGreaterThanOrEqual(3 * SECOND - 1);
        }
      }),
    );
  });
});

/** Time that moves when told to. */
function standingClock() {
  let now = 0;
  let timers: { readonly at: number; readonly call: () => void }[] = [];
  const ticking: Ticking = {
    nowMs: () => now,
    later: (ms, call) => {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  };
  return {
    ticking,
    waiting: () => timers.length,
    /** Lets promises settle, then lets time pass. */
    async pass(ms: number): Promise<void> {
      await settle();
      now += ms;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { call } of due) call();
      await settle();
    },
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('the shaper', () => {
  const to = { conversation: 'c1', tier: 'post', priority: 'normal' } as const;

  it('makes calls when they may go out, and answers with what came of them', async () => {
    const clock = standingClock();
    using shaper = createShaper(limits, clock.ticking);
    const made: string[] = [];
    const send = (name: string) => shaper.submit({ ...to, run: async () => made.push(name) });

    const first = send('a');
    const second = send('b');
    await clock.pass(0);
    expect(made).toEqual(['a']);
    await clock.pass(SECOND);

    expect(await first).toEqual({ outcome: 'sent', value: 1 });
    expect(await second).toEqual({ outcome: 'sent', value: 2 });
    expect(clock.waiting()).toBe(0);
  });

  it('tells whose refresh was superseded, and does not send it', async () => {
    const clock = standingClock();
    using shaper = createShaper(limits, clock.ticking);
    const made: number[] = [];
    const refresh = (version: number) =>
      shaper.submit({ ...to, priority: 'refresh', coalesceKey: 'summary', run: async () => made.push(version) });

    const sent = [1, 2, 3].map(refresh);
    await clock.pass(SECOND);

    expect((await Promise.all(sent)).map(({ outcome }) => outcome)).toEqual(['sent', 'superseded', 'sent']);
    expect(made).toEqual([1, 3]);
  });

  it('waits as long as the platform asks, then tries again; after that it gives the fault back', async () => {
    const clock = standingClock();
    using shaper = createShaper(limits, clock.ticking);
    const times: number[] = [];
    const busy: RetryAfter = Object.assign(new Error('rate limited'), { retryAfterMs: 30 * SECOND });

    const sent = shaper.submit({
      ...to,
      run: async () => {
        times.push(clock.ticking.nowMs());
        throw busy;
      },
    });
    const failed = expect(sent).rejects.toBe(busy);
    for (let second = 0; second < 100; second += 1) await clock.pass(SECOND);

    await failed;
    expect(times).toEqual([0, 30 * SECOND, 60 * SECOND]);
  });

  it('gives any other fault back at once, and goes on', async () => {
    const clock = standingClock();
    using shaper = createShaper(limits, clock.ticking);
    const fault = new Error('channel_not_found');

    await expect(shaper.submit({ ...to, run: () => Promise.reject(fault) })).rejects.toBe(fault);
    const next = shaper.submit({ ...to, run: async () => 'sent' });
    await clock.pass(SECOND);

    expect(await next).toEqual({ outcome: 'sent', value: 'sent' });
  });

  it('gives up what waits when it is closed', async () => {
    const clock = standingClock();
    const shaper = createShaper(limits, clock.ticking);
    const sent = [1, 2].map((value) => shaper.submit({ ...to, run: async () => value }));

    shaper[Symbol.dispose]();

    expect(await sent[0]).toEqual({ outcome: 'sent', value: 1 });
    await expect(sent[1]).rejects.toMatchObject({ code: 'vendor_failed', retryable: true });
    expect(clock.waiting()).toBe(0);
  });
});
