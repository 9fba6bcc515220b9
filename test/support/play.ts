/** Plays random stories and watches every moment of them. */

import fc from 'fast-check';
import type { IncidentCommand } from '../../src/incident/commands.ts';
import { decide } from '../../src/incident/decide.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { evolve } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { anySaying, commandOf, type Payload, type Saying } from './arbitrary-commands.ts';
import {
  actor,
  finished,
  given,
  holds,
  plan,
  proposed,
  recorded,
  type Said,
  type Story,
  staffed,
  started,
  worker,
} from './given.ts';

/** Stories per property. */
export const RUNS = 400;
/** Where every story begins: people in their roles, two instances in the scope. */
export const opening = given(...staffed, {
  type: 'AddEntity',
  entity: { kind: 'instance', id: 'i-1' },
  reason: 'same role',
});

export interface Moment {
  readonly command: IncidentCommand;
  readonly at: Date;
  readonly before: Incident;
  readonly events: readonly IncidentEvent[];
  readonly after: Incident;
}

/** Says everything in turn, and shows each moment in which something was recorded or refused. */
export function play(story: Story, said: readonly Saying[], watch: (moment: Moment) => void): readonly IncidentEvent[] {
  const log = [...story.events];
  let incident = story.incident;
  let now = story.at.getTime();
  for (const saying of said) {
    now += saying.minutes * 60_000;
    const at = new Date(now);
    const command = commandOf(saying, incident);
    const { accepted, refused } = decide(command, incident, at);
    if (refused && !(refused.reason && refused.remedy)) throw new Error(`${refused.code} says too little`);
    const events = recorded(accepted ?? [], incident, command, at);
    const after = events.reduce(evolve, incident);
    watch({ command, at, before: incident, events, after });
    log.push(...events);
    incident = after;
  }
  return log;
}

/** What `watch` sees must hold at every moment of every story; it is made anew for each. */
export function always(watch: () => (moment: Moment) => void): void {
  fc.assert(
    fc.property(anyStory, (said) => {
      play(opening, said, watch());
    }),
    { numRuns: RUNS },
  );
}

/** How far containment has come before anybody says anything: nothing, asked, running, contained. */
const CONTAINMENT: readonly Said[] = [
  proposed(),
  { type: 'RecordPlan', by: worker, actionId: 'a1', plan: plan('h1') },
  { type: 'ApproveAction', by: 'account-owner', actionId: 'a1', planHash: 'h1' },
  started(),
  finished(),
  holds(),
];

/** A story begins anywhere on the way to containment, and goes on in any way. */
export const anyStory: fc.Arbitrary<readonly Saying[]> = fc
  .tuple(
    fc.constantFrom(0, 0, 2, 4, CONTAINMENT.length),
    fc.array(anySaying, { minLength: 10, maxLength: 80, size: 'max' }),
  )
  .map(([begun, rest]) => [...CONTAINMENT.slice(0, begun).map(asSaying), ...rest]);

function asSaying({ by = 'commander', ...payload }: Said): Saying {
  return { minutes: 0, by: typeof by === 'string' ? actor(by) : by, payload: payload as unknown as Payload };
}
