/** A storm of findings makes the few true incidents, not a channel each: one incident per rule takes the flood. */

/** An incident that was opened by a rule without a person, or that a storm flowed into. */
export interface Opening {
  readonly incidentId: string;
  readonly rule: string;
  /** RFC 3339: when it was opened. */
  readonly openedAt: string;
  /** Opened to take a storm of its rule. */
  readonly storm: boolean;
  /** RFC 3339: when a finding last flowed into it; `openedAt` until then. */
  readonly lastJoinedAt: string;
}

export interface StormLimits {
  /** New incidents that may be opened in any 60 s, all rules together. */
  readonly perMinute: number;
  /** A storm is over when nothing has flowed into its incident for so long. */
  readonly quietMinutes: number;
}

/** Slack allows some 20 new channels a minute (conversations.create, tier 2); people fewer. */
export const DEFAULT_STORM_LIMITS: StormLimits = { perMinute: 20, quietMinutes: 10 };

export type Admission =
  | { readonly admit: 'open' }
  /** Open one incident for the rule, marked as its storm; those that follow join it. */
  | { readonly admit: 'open-storm'; readonly because: string }
  | { readonly admit: 'join'; readonly incidentId: string; readonly because: string };

/**
 * Whether a finding that `rule` would open an incident for gets one. While a storm of the rule lasts, it joins that,
 * even below the limit: otherwise every minute would let another few through. A drill is asked about its own openings.
 */
export function admit(rule: string, openings: readonly Opening[], limits: StormLimits, at: Date): Admission {
  const storm = openings.find((opening) => opening.storm && opening.rule === rule && isRaging(opening, limits, at));
  if (storm) {
    return { admit: 'join', incidentId: storm.incidentId, because: `belongs to the storm of findings of rule ${rule}` };
  }
  const lately = openings.filter(({ openedAt }) => withinMinutes(openedAt, at, 1)).length;
  if (lately < limits.perMinute) return { admit: 'open' };
  return {
    admit: 'open-storm',
    because: `${lately} incidents were opened within a minute; from here on one incident takes all findings of rule ${rule}.`,
  };
}

function isRaging({ openedAt, lastJoinedAt }: Opening, limits: StormLimits, at: Date): boolean {
  return withinMinutes(openedAt, at, limits.quietMinutes) || withinMinutes(lastJoinedAt, at, limits.quietMinutes);
}

function withinMinutes(then: string, at: Date, minutes: number): boolean {
  return at.getTime() - Date.parse(then) < minutes * 60_000;
}
