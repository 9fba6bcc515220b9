/**
 * The API activity of a subject in a window of time. `LookupEvents` is paged, knows management events only, and lags
 * up to 15 minutes: the file's last line says when the window was read, so that silence near its end proves nothing.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson } from '../../base/chain.ts';
import type { CollectContext, EvidenceCollector, Subject } from './collector.ts';
import { member, slug, stamp } from './json-content.ts';

const HOUR_MS = 3_600_000;
/** Before the first sign of the attack: what led to it. */
export const REACH_BACK_MS = 24 * HOUR_MS;
/** Guard against a provider that never stops handing out page tokens. */
const MAX_PAGES = 10_000;
const LOOK_UP_MS = 500;

/** LookupEvents takes one attribute. A session of a permission set bears the name of its user. */
const ATTRIBUTE: Readonly<Record<string, string>> = {
  user: 'Username',
  'sso-user': 'Username',
  'access-key': 'AccessKeyId',
};

export const cloudtrailWindow: EvidenceCollector = {
  kind: 'cloudtrail-window',
  title: 'CloudTrail events around the incident',
  subjects: ['role', 'user', 'sso-user', 'access-key', 'session', 'instance', 'bucket', 'account'],
  permissions: ['cloudtrail:LookupEvents'],
  async collect(subject, context, signal) {
    const to = context.now();
    const from = new Date(Math.min((context.since ?? to).getTime(), to.getTime()) - REACH_BACK_MS);
    const requestIds: string[] = [];
    return {
      name: `cloudtrail-${subject.kind}-${slug(subject.id)}-${stamp(to)}.jsonl`,
      mediaType: 'application/jsonl',
      window: { from: from.toISOString(), to: to.toISOString() },
      requestIds,
      content: pages({ subject, context, signal, from, to, requestIds }),
    };
  },
};

interface Query {
  readonly subject: Subject;
  readonly context: CollectContext;
  readonly signal: AbortSignal;
  readonly from: Date;
  readonly to: Date;
  readonly requestIds: string[];
}

/** One event a line; a page is in memory at a time. */
async function* pages({ subject, context, signal, from, to, requestIds }: Query): AsyncGenerator<Uint8Array> {
  let token: unknown;
  let events = 0;
  let page = 0;
  do {
    // AWS answers two look-ups a second (CloudTrail API reference, LookupEvents).
    if (page > 0 && subject.provider === 'aws') await sleep(LOOK_UP_MS, undefined, { signal });
    const input = { ...lookup(subject), StartTime: from, EndTime: to };
    const answer = await context.call('LookupEvents', { ...input, ...(token ? { NextToken: token } : {}) }, signal);
    requestIds.push(answer.requestId);
    const found = member(answer.result, 'Events');
    for (const event of Array.isArray(found) ? found : []) {
      events += 1;
      yield Buffer.from(`${canonicalJson(event)}\n`);
    }
    token = member(answer.result, 'NextToken');
    page += 1;
  } while (token && page < MAX_PAGES);
  const readAt = context.now().toISOString();
  const summary = { events, from: from.toISOString(), to: to.toISOString(), readAt, complete: !token };
  yield Buffer.from(`${canonicalJson({ cordon: 'end of window', ...summary })}\n`);
}

function lookup(subject: Subject): object {
  if (subject.kind === 'account') return {};
  const AttributeKey = ATTRIBUTE[subject.kind] ?? 'ResourceName';
  return { LookupAttributes: [{ AttributeKey, AttributeValue: subject.id }] };
}
