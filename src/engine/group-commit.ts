/** Many alerts, one commit: requests that arrive while a commit is under way share the next one. */

import { CordonError } from '../base/errors.ts';
import { insertAlerts, type NewAlert } from '../store/alerts.ts';
import type { Store } from '../store/open.ts';

/**
 * Answers after the commit: true when the alert is new, false when it had been delivered before. Throws
 * `store_unavailable` when nothing could be stored, `rate_limited` when too much waits already.
 */
export type Commit = (alert: NewAlert) => Promise<boolean>;

interface Waiting {
  readonly alert: NewAlert;
  readonly done: (fresh: boolean) => void;
  readonly failed: (fault: unknown) => void;
}

/** Rows committed together at most. */
const MOST_PER_COMMIT = 500;
/** While one commit waits for the disk, the next one is prepared: an eighth more alerts a second than with one. */
const COMMITS_AT_ONCE = 2;
/** Times a batch is tried again that the database rolled back for the sake of another. */
const MOST_TRIES = 3;
/** Bytes of bodies that may wait for their commit: what the database cannot take is better kept by the sender. */
const MOST_WAITING_BYTES = 128 * 1024 * 1024;

export function createGroupCommit(store: Store): Commit {
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let committing = 0;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_PER_COMMIT);
      waiting = waiting.slice(MOST_PER_COMMIT);
      for (const { alert } of batch) waitingBytes -= alert.body.byteLength;
      await settle(store, batch);
    }
    committing -= 1;
  }

  return (alert) =>
    new Promise((done, failed) => {
      if (waitingBytes > MOST_WAITING_BYTES) return failed(tooMuch());
      waiting.push({ alert, done, failed });
      waitingBytes += alert.body.byteLength;
      if (committing >= COMMITS_AT_ONCE) return;
      committing += 1;
      // What else arrives in this turn of the event loop comes along.
      setImmediate(() => void drain());
    });
}

/** Never throws. A batch refused for what one row holds is tried row by row, so that it harms no other. */
async function settle(store: Store, batch: readonly Waiting[]): Promise<void> {
  try {
    const fresh = await insert(
      store,
      batch.map(({ alert }) => alert),
    );
    for (const { alert, done } of batch) done(fresh.has(alert.id));
  } catch (fault) {
    if (!isAboutData(fault)) {
      for (const { failed } of batch) failed(unavailable(fault));
      return;
    }
    const [only, ...others] = batch;
    if (others.length === 0) only?.failed(unstorable(fault));
    else for (const one of batch) await settle(store, [one]);
  }
}

async function insert(store: Store, alerts: readonly NewAlert[], tries = 0): Promise<ReadonlySet<string>> {
  try {
    return await insertAlerts(store, alerts);
  } catch (fault) {
    if (!isClass(fault, '40') || tries >= MOST_TRIES) throw fault;
    return insert(store, alerts, tries + 1);
  }
}

function isAboutData(fault: unknown): boolean {
  return isClass(fault, '22') || isClass(fault, '23');
}

/**
 * SQLSTATE classes: 22 data exception, 23 integrity, 40 rolled back, as when two batches hold the same alerts in
 * another order. postgresql.org/docs/18/errcodes-appendix.html
 */
function isClass(fault: unknown, sqlState: string): boolean {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  return typeof code === 'string' && code.length === 5 && code.startsWith(sqlState);
}

function unstorable(cause: unknown): CordonError {
  return new CordonError('body_invalid', 'The alert holds text that cannot be stored.', {
    remedy: 'Send text without null characters and with whole surrogate pairs.',
    cause,
  });
}

function unavailable(cause: unknown): CordonError {
  return new CordonError('store_unavailable', 'The alert could not be stored.', {
    remedy: 'Send it again in a moment.',
    retryable: true,
    cause,
  });
}

function tooMuch(): CordonError {
  return new CordonError('rate_limited', 'More alerts arrive than can be stored.', {
    remedy: 'Send it again in a moment.',
    retryable: true,
  });
}
