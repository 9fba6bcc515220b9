/** What can go wrong with a call on command: the statuses that Teams asks to repeat, refusals, and lost answers. */

export type Fault =
  | { readonly as: 'status'; readonly status: number; readonly retryAfter?: number; readonly code?: string }
  /** Hangs up without an answer; with `after` the effect takes place first: a lost answer. */
  | { readonly as: 'cut'; readonly after?: boolean };

export interface Faults {
  /** The next `times` calls whose `METHOD path` matches fail so. */
  fail(match: RegExp, fault: Fault, times?: number): void;
  /** While it is set every call is answered with this status, as in an outage. */
  outage: number | undefined;
  next(call: string): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: { match: RegExp; fault: Fault; times: number }[] = [];
  return {
    outage: undefined,
    fail: (match, fault, times = 1) => {
      waiting.push({ match, fault, times });
    },
    next: (call) => {
      const found = waiting.find(({ match }) => match.test(call));
      if (!found) return undefined;
      found.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return found.fault;
    },
  };
}
