/** Hears what became of follow-ups in trackers: by their webhooks, and by looking now and then in case one was missed. */

import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { Handle } from '../engine/handle.ts';
import type { Actor } from '../incident/actor.ts';
import { type ConfiguredTracker, fieldsOf } from '../postmortem/destinations.ts';
import { isLost, markerOf, type News, readIssue } from '../postmortem/tracker.ts';
import type { Store } from '../store/open.ts';
import { listFollowUps } from '../store/views.ts';

const WATCHER: Actor = { kind: 'worker', id: 'tracker-watch', name: 'Cordon worker' };
const PAUSE_MS = 10 * 60_000;

export interface TrackerWatchOptions {
  readonly store: Store;
  readonly handle: Handle;
  readonly trackers: readonly ConfiguredTracker[];
  readonly log: Log;
  /** Milliseconds between looks at every tracked issue. */
  readonly pauseMs?: number;
}

/** One after the other: a tracker's rate is not for us to use up. */
export function startTrackerWatch(options: TrackerWatchOptions): Loop {
  const { store, trackers, log, pauseMs = PAUSE_MS } = options;
  return startLoop(
    'tracker-watch',
    pauseMs,
    async () => {
      if (trackers.length === 0) return;
      for (const issue of await trackedIssues(store)) {
        const tracker = trackers.find(({ target }) => target === issue.target);
        try {
          if (tracker) await takeOver(options, issue, tracker);
        } catch (fault) {
          // The others must not wait for this one.
          log.warn({ err: fault, issue }, 'an issue could not be looked at; the next look will');
        }
      }
    },
    log,
  );
}

/**
 * A webhook is only a hint to look: what the tracker itself answers is taken, so that late, repeated and reordered news
 * do no harm. `unknown` when no such tracker is configured, or its credential is wrong.
 */
export async function hearTracker(
  options: Pick<TrackerWatchOptions, 'store' | 'handle' | 'trackers'>,
  target: string,
  news: News,
): Promise<'unknown' | 'heard'> {
  const tracker = options.trackers.find((one) => one.target === target);
  const key = tracker?.heard(news);
  if (!tracker || key === undefined) return 'unknown';
  for (const issue of await trackedIssues(options.store)) {
    if (issue.target === target && issue.key === key) await takeOver(options, issue, tracker);
  }
  return 'heard';
}

interface Tracked {
  readonly incidentId: string;
  readonly followUpId: string;
  readonly target: string;
  readonly key: string;
  /** Position of the newest comparison that is known before it is read. */
  readonly basedOn: number;
}

async function trackedIssues({ db }: Store): Promise<readonly Tracked[]> {
  return (await listFollowUps(db)).flatMap(({ id: incidentId, followUps }) =>
    followUps.flatMap(({ followUpId, tracked }) =>
      tracked.flatMap(({ tracker: target, key, fields }) =>
        key ? [{ incidentId, followUpId, target, key, basedOn: fields?.seq ?? 0 }] : [],
      ),
    ),
  );
}

async function takeOver(
  { handle }: Pick<TrackerWatchOptions, 'handle'>,
  { incidentId, followUpId, key, basedOn }: Tracked,
  tracker: ConfiguredTracker,
): Promise<void> {
  const issue = await readIssue(tracker, key, markerOf(incidentId, followUpId));
  const about = { followUpId, tracker: tracker.target, by: WATCHER };
  if (isLost(issue)) {
    const { lost: _lost, ...where } = issue;
    await handle(incidentId, { type: 'RecordTrackerLoss', key, ...where, ...about });
    return;
  }
  await handle(incidentId, { type: 'RecordTrackerState', state: issue.state, ...about });
  await handle(incidentId, { type: 'RecordTrackerFields', there: fieldsOf(tracker, issue), basedOn, ...about });
}
