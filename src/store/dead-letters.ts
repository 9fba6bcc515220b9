/** Everything that failed for good and waits until somebody tries it again: reactions, and what came in from platforms. */

import { deadDeliveries, reviveDelivery } from './deliveries.ts';
import type { Statements } from './open.ts';
import { deadReceipts, reviveReceipt } from './receipts.ts';

export interface DeadLetter {
  readonly id: string;
  /** Name of the reaction, or of the platform and what came from there. */
  readonly reaction: string;
  readonly problem: string;
  readonly attempts: number;
  readonly createdAt: Date;
}

export async function deadLetters(db: Statements): Promise<readonly DeadLetter[]> {
  const [deliveries, receipts] = await Promise.all([deadDeliveries(db), deadReceipts(db)]);
  return [
    ...deliveries.map(({ id, reaction, problem, attempts, createdAt }) => ({
      ...{ id, reaction, attempts, createdAt },
      problem: problem ?? '',
    })),
    ...receipts.map(({ platform, id, what, problem, attempts, receivedAt }) => ({
      id: `${platform}:${id}`,
      reaction: `${platform}: ${what}`,
      problem: problem ?? '',
      attempts,
      createdAt: receivedAt,
    })),
  ];
}

/** Opens a dead letter again. False when there is none of the id. */
export async function reviveDeadLetter(db: Statements, id: string): Promise<boolean> {
  const [, platform, rest] = /^([a-z]+):(.+)$/s.exec(id) ?? [];
  return platform && rest ? reviveReceipt(db, platform, rest) : reviveDelivery(db, id);
}
