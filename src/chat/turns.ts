/**
 * Work takes turns, so that acknowledging never waits behind it: platforms give seconds for the one and minutes for the
 * other (Slack: https://docs.slack.dev/interactivity/handling-user-interaction).
 */

/** Pieces of work at once. More would only share the same processor and the same connections to the database. */
const AT_ONCE = 8;

/**
 * Runs the work when its turn comes, first come, first served. Of one lane the next begins when the one before has
 * ended, however that ended; while it waits for that, it holds up nobody.
 */
export type Turns = <T>(work: () => Promise<T>, lane?: string) => Promise<T>;

export function createTurns(atOnce = AT_ONCE): Turns {
  const waiting: (() => void)[] = [];
  /** The last work of each lane; it never fails. */
  const lanes = new Map<string, Promise<void>>();
  let running = 0;

  async function turn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) await new Promise<void>((begin) => waiting.push(begin));
    else running += 1;
    try {
      return await work();
    } finally {
      // The turn is handed on, not given back: nobody overtakes.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return (work, lane) => {
    if (lane === undefined) return turn(work);
    const before = lanes.get(lane);
    const mine = before === undefined ? turn(work) : before.then(() => turn(work));
    const ended = mine.then(nothing, nothing);
    lanes.set(lane, ended);
    void ended.then(() => leave(lane, ended));
    return mine;
  };

  function leave(lane: string, ended: Promise<void>): void {
    if (lanes.get(lane) === ended) lanes.delete(lane);
  }
}

function nothing(): void {
  // How it ended is told to whoever asked for it.
}
