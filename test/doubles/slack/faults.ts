/** What can go wrong with a call on command: errors, silence, cut connections before or after the effect, slowness, outage. */

export type Fault =
  | { readonly as: 'status'; readonly status: number; readonly retryAfter?: number }
  | { readonly as: 'error'; readonly error: string }
  /** Never answers; with `after` the effect takes place first. */
  | { readonly as: 'silence'; readonly after?: boolean }
  /** Hangs up without an answer; with `after` the effect takes place first: a lost answer. */
  | { readonly as: 'cut'; readonly after?: boolean };

export interface Faults {
  /** The next `times` calls of a method (`*`: of any) fail so. */
  fail(method: string, fault: Fault, times?: number): void;
  /** Every call takes that much longer. */
  delayMs: number;
  /** While it is set every call and every connection is refused with this status, as in an outage. */
  outage: number | undefined;
  next(method: string): Fault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let waiting: { method: string; fault: Fault; times: number }[] = [];
  return {
    delayMs: 0,
    outage: undefined,
    fail: (method, fault, times = 1) => {
      waiting.push({ method, fault, times });
    },
    next: (method) => {
      const found = waiting.find((one) => one.method === '*' || one.method === method);
      if (!found) return undefined;
      found.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return found.fault;
    },
    clear() {
      waiting = [];
      this.delayMs = 0;
      this.outage = undefined;
    },
  };
}
