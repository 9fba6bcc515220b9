/** What both sides of the lessons share: whether command came in time, and lists that are left out when empty. */

import { type Block, bullets, type Fact, fact } from './facts.ts';
import { milestonesOf } from './milestones.ts';
import type { Story } from './story.ts';
import { between, duration } from './time.ts';

/** A list of what was found, or nothing: a section without findings holds its question alone. */
export function listed(found: readonly (Fact | undefined)[]): readonly Block[] {
  const facts = found.filter((one) => one !== undefined);
  return facts.length === 0 ? [] : [bullets(facts)];
}

/** Command was taken within the minutes that policy allows, or was not. */
export function command(story: Story, well: boolean): Fact | undefined {
  const taken = milestonesOf(story).get('commanded');
  const ms = taken && between(story.declared.occurredAt, taken.at);
  const allowed = story.declared.data.policy.commanderMinutes;
  if (taken === undefined || ms === undefined || ms <= allowed * 60_000 !== well) return undefined;
  return fact(
    [story.declared, ...taken.from],
    `Command was taken ${duration(Math.max(0, ms))} after the declaration; policy allows ${allowed} min.`,
  );
}
