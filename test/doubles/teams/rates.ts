/**
 * The rates of Teams, enforced in sliding windows. Bots: https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit
 * Graph: https://learn.microsoft.com/en-us/graph/throttling-limits#microsoft-teams-service-limits
 */

/** Calls that fit into a window of so many seconds. */
type Windows = readonly (readonly [calls: number, seconds: number])[];

const SEND: Windows = [
  [7, 1],
  [8, 2],
  [60, 30],
  [1800, 3600],
];
const MEMBERS: Windows = [
  [14, 1],
  [16, 2],
  [120, 30],
  [3600, 3600],
];
/** Over all conversations of a tenant. */
const TENANT: Windows = [[50, 1]];
/** Of one app on one team or chat. */
const RESOURCE: Windows = [[4, 1]];
const NOTICES: Windows = [[5, 1]];

export interface Rates {
  /** Milliseconds to wait; 0 when the call may go on, which then counts. */
  send(conversation: string): number;
  members(conversation: string): number;
  graph(resource: string): number;
  notice(): number;
}

export function createRates(nowMs: () => number = () => performance.now()): Rates {
  const calls = new Map<string, number[]>();

  function waitMs(name: string, windows: Windows): number {
    const now = nowMs();
    const longest = Math.max(...windows.map(([, seconds]) => seconds));
    const past = (calls.get(name) ?? []).filter((at) => now - at < longest * 1000);
    calls.set(name, past);
    for (const [most, seconds] of windows) {
      const within = past.filter((at) => now - at < seconds * 1000);
      if (within.length >= most) return seconds * 1000 - (now - (within[0] ?? now));
    }
    return 0;
  }

  function take(...all: readonly (readonly [string, Windows])[]): number {
    const wait = Math.max(...all.map(([name, windows]) => waitMs(name, windows)));
    if (wait > 0) return wait;
    for (const [name] of all) calls.get(name)?.push(nowMs());
    return 0;
  }

  return {
    send: (conversation) => take([`send ${conversation}`, SEND], ['tenant', TENANT]),
    members: (conversation) => take([`members ${conversation}`, MEMBERS], ['tenant', TENANT]),
    graph: (resource) => take([`graph ${resource}`, RESOURCE]),
    notice: () => take(['notices', NOTICES]),
  };
}
