/** Who the app is in its workspace. */

import { z } from 'zod';
import type { Calls } from './calls.ts';

export interface Own {
  readonly userId: string;
  /** The workspace's address. */
  readonly url: string;
}

export type Self = () => Promise<Own>;

const Answer = z.object({ user_id: z.string(), url: z.string() });

/** Asks Slack once. */
export function createSelf(calls: Calls): Self {
  let own: Promise<Own> | undefined;
  return () => {
    own ??= calls.call('auth.test', {}, { reads: Answer }).then(
      ({ user_id, url }) => ({ userId: user_id, url }),
      (fault: unknown) => {
        own = undefined;
        throw fault;
      },
    );
    return own;
  };
}
