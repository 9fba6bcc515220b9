/** What happened in an incident that was run elsewhere: brought in whole when it is declared after the fact. */

import type { CapturedMessage, Fact, Milestone } from './events.ts';
import type { Timestamp } from './timestamp.ts';

export interface History {
  /** What people said, with its own times and authors. */
  readonly messages: readonly CapturedMessage[];
  readonly milestones: readonly { readonly milestone: Milestone; readonly at: Timestamp; readonly reason: string }[];
}

/** Facts of a history, in the order of the messages: recorded with the declaration or not at all. */
export function historyFacts({ messages, milestones }: History): readonly Fact[] {
  return [
    ...messages.map(
      (message, index): Fact => ({
        type: 'MessageCaptured',
        data: { entryId: `n${index + 1}`, message },
        occurredAt: message.sentAt,
        source: message.permalink ? { permalink: message.permalink } : {},
      }),
    ),
    ...milestones.map((data): Fact => ({ type: 'MilestoneSet', data })),
  ];
}
