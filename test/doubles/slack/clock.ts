/** The double's time. Slack's minutes can be made to pass quicker, so that a test of rates need not wait for them. */

export interface Clock {
  /** Milliseconds for windows and expiries: they pass quicker when told so. */
  nowMs(): number;
  /** Milliseconds since 1970 on this Slack's wall: message times and the `Date` header. */
  wallMs(): number;
  /** Real milliseconds that so many of Slack's milliseconds last. */
  realMs(ms: number): number;
  /** Lets windows and expiries pass at once. */
  skip(ms: number): void;
}

/** `speed` 60 lets a minute pass in a second. `skewMs` moves the wall clock, to be seen in the `Date` header. */
export function createClock(speed = 1, skewMs = 0): Clock {
  const start = Date.now();
  let skippedMs = 0;
  return {
    nowMs: () => start + skippedMs + (Date.now() - start) * speed,
    wallMs: () => Date.now() + skewMs,
    realMs: (ms) => ms / speed,
    skip: (ms) => {
      skippedMs += ms;
    },
  };
}
