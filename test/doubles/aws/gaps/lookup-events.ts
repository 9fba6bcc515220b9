/**
 * CloudTrail's event history, which moto does not know: one attribute, a window of time, newest first, pages of at most 50,
 * and a page token that is good for the very same question only (CloudTrail API reference, *LookupEvents*).
 */

import { randomUUID } from 'node:crypto';
import type { Gap } from '../gap.ts';

interface TrailEvent {
  readonly EventName: string;
  readonly Username: string;
  readonly AccessKeyId?: string;
  readonly at: Date;
}

export interface History {
  readonly gaps: Readonly<Record<string, Gap>>;
  /** Something happened in the account. */
  record(account: string, event: TrailEvent): void;
}

const MOST = 50;
/** Times are numbers in AWS's JSON, in Unix seconds. */
const seconds = (at: Date): number => at.getTime() / 1000;

export function history(): History {
  const held = new Map<string, TrailEvent[]>();
  const tokens = new Map<string, { readonly asked: string; readonly from: number }>();
  return {
    gaps: {
      LookupEvents: ({ account, input }) => {
        const { NextToken, ...question } = input as {
          NextToken?: string;
          StartTime: number;
          EndTime: number;
          LookupAttributes?: { AttributeKey: string; AttributeValue: string }[];
        };
        const asked = JSON.stringify(question);
        const page = NextToken ? tokens.get(NextToken) : { asked, from: 0 };
        if (page?.asked !== asked) throw new Error('InvalidNextTokenException');
        const [attribute] = question.LookupAttributes ?? [];
        const found = (held.get(account) ?? [])
          .filter(({ at }) => seconds(at) >= question.StartTime && seconds(at) <= question.EndTime)
          .filter((event) => !attribute || Reflect.get(event, attribute.AttributeKey) === attribute.AttributeValue)
          .sort((a, b) => seconds(b.at) - seconds(a.at));
        const Events = found.slice(page.from, page.from + MOST).map(({ at, ...event }) => ({
          ...{ ...event, EventId: randomUUID(), EventTime: seconds(at) },
          CloudTrailEvent: JSON.stringify({ eventVersion: '1.11', eventName: event.EventName }),
        }));
        if (page.from + MOST >= found.length) return { Events };
        const next = randomUUID();
        tokens.set(next, { asked, from: page.from + MOST });
        return { Events, NextToken: next };
      },
    },
    record: (account, event) => {
      held.set(account, [...(held.get(account) ?? []), event]);
    },
  };
}
