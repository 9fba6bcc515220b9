/** Plays a storyline: makes its world, and sends its alerts through the webhook door like any other. */

import { setTimeout as pause } from 'node:timers/promises';
import { CordonError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { bodyAt, type Storyline } from './storyline.ts';

export interface Stage {
  /** Makes the world of the simulated cloud; doing it twice changes nothing. */
  seed(name: string): Promise<void>;
  /** Posts an alert, marked as belonging to the drill. Throws when it is not acknowledged. */
  post(source: string, body: string, drill: string): Promise<void>;
  /** Number of the incident that the drill's alerts opened, once there is one. */
  incidentOf(drill: string): Promise<number | undefined>;
  /** Milliseconds to wait for that incident; 20 s where nothing is said. */
  readonly patienceMs?: number;
}

export interface Begun {
  readonly drill: string;
  readonly number: number;
}

const PATIENCE_MS = 20_000;
const LOOK_MS = 50;

/**
 * Returns as soon as the first alert has opened its incident; later alerts follow at their times, through `later`. Under
 * the same `id` it is the same run, however often it is asked for.
 */
export async function play(
  storyline: Storyline,
  stage: Stage,
  later: (rest: Promise<void>) => void,
  id: string = newId(),
): Promise<Begun> {
  const run = id.slice(-12);
  const drill = `${storyline.slug}-${run}`;
  await stage.seed(storyline.seed);
  const [first, ...rest] = storyline.alerts;
  if (first) await stage.post(first.source, bodyAt(first.body, new Date(), run), drill);
  later(
    (async () => {
      for (const alert of rest) {
        await pause(alert.afterSeconds * 1000);
        await stage.post(alert.source, bodyAt(alert.body, new Date(), run), drill);
      }
    })(),
  );
  const { patienceMs = PATIENCE_MS } = stage;
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    const number = await stage.incidentOf(drill);
    if (number !== undefined) return { drill, number };
    await pause(LOOK_MS);
  }
  throw new CordonError(
    'drill_failed',
    `The alert of ${storyline.slug} opened no incident within ${patienceMs / 1000} s.`,
    {
      remedy: 'Look whether a worker is running, and at the routing rules.',
    },
  );
}
