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
/** Bytes of bodies that may wait for their commit: what the database cannot take is better kept by the sender. */
const MOST_WAITING_BYTES = 128 * 1024 * 1024;

export function createGroupCommit(store: Store): Commit {
  let waiting: Waiting[] = [];
  let waitingBytes = 0;
  let committing = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_PER_COMMIT);
      waiting = waiting.slice(MOST_PER_COMMIT);
      for (const { alert } of batch) waitingBytes -= alert.body.byteLength;
      await settle(store, batch);
    }
    committing = false;
  }

  return (alert) =>
    new Promise((done, failed) => {
      if (waitingBytes > MOST_WAITING_BYTES) return failed(tooMuch());
      waiting.push({ alert, done, failed });
      waitingBytes += alert.body.byteLength;
      if (committing) return;
      committing = true;
      // What else arrives in this turn of the event loop comes along.
      setImmediate(() => void drain());
    });
}

/** Never throws. A batch refused for what one row holds is tried row by row, so that it harms no other. */
async function settle(store: Store, batch: readonly Waiting[]): Promise<void> {
  try {
    const alerts = batch.map(({ alert }) => alert);
    const fresh = await insertAlerts(store, alerts);
    for (const { alert, done } of batch) done(fresh.has(alert.id));
  } catch (fault) {
    if (isAboutData(fault) && batch.length > 1) {
      for (const one of batch) await settle(store, [one]);
      return;
    }
    for (const { failed } of batch) failed(isAboutData(fault) ? unstorable(fault) : unavailable(fault));
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity): postgresql.org/docs/18/errcodes-appendix.html */
function isAboutData(fault: unknown): boolean {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  return typeof code === 'string' && /^2[23]...$/.test(code);
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
