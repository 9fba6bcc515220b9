/** Does one thing again and again: soon when woken, and at the latest after a pause. Never twice at once. */

import type { Log } from './log.ts';

export interface Loop extends AsyncDisposable {
  /** Runs soon; while running, once more afterwards. */
  wake(): void;
}

/** Milliseconds between two turns, however often it is woken: what happens in between is taken up together. */
const BREATH_MS = 20;

export function startLoop(name: string, pauseMs: number, turn: () => Promise<void>, log: Log): Loop {
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  let timer = setTimeout(wake, 0);

  function wake(): void {
    if (stopped) return;
    if (running !== undefined) {
      again = true;
      return;
    }
    clearTimeout(timer);
    running = turn()
      .catch((fault: unknown) => log.warn({ err: fault, loop: name }, 'a turn failed; the next one will try again'))
      .finally(() => {
        running = undefined;
        if (stopped) return;
        timer = setTimeout(wake, again ? BREATH_MS : pauseMs);
        again = false;
      });
  }

  return {
    wake,
    [Symbol.asyncDispose]: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
