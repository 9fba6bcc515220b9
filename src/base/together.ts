/** One run for many callers: what is asked for while a run is under way goes with the next one. */

/** Asks for one item; resolves with its own result. */
export type Together<Item, Result> = (item: Item) => Promise<Result>;

interface Asked<Item, Result> {
  readonly item: Item;
  readonly done: (result: Result) => void;
  readonly failed: (fault: unknown) => void;
}

/** Items of one run at most. */
const MOST = 200;

/**
 * `run` answers a result for each item, in their order; there is one run at a time, and items keep the order in which
 * they were asked for. A run that fails is tried again item by item, so that none fails for the sake of another.
 */
export function together<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): Together<Item, Result> {
  const waiting: Asked<Item, Result>[] = [];
  let running = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0) await settle(run, waiting.splice(0, MOST));
    running = false;
  }

  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed });
      if (running) return;
      running = true;
      // What else arrives in this turn of the event loop comes along.
      setImmediate(() => void drain());
    });
}

/** Never throws. */
async function settle<Item, Result>(
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  asked: readonly Asked<Item, Result>[],
): Promise<void> {
  try {
    const results = await run(asked.map(({ item }) => item));
    for (const [index, { done }] of asked.entries()) done(results[index] as Result);
  } catch (fault) {
    if (asked.length > 1) await Promise.all(asked.map((one) => settle(run, [one])));
    else asked[0]?.failed(fault);
  }
}
