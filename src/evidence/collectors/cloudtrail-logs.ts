/**
 * The log files that CloudTrail delivered for the window, and the digest files that prove them whole, byte for byte from
 * the trail's bucket as one archive. Unlike a look-up they hold data events, and `aws cloudtrail validate-logs` can check
 * them (CloudTrail user guide, *Validating log file integrity*).
 */

import { CordonError } from '../../base/errors.ts';
import { type TarEntry, tar } from '../tar.ts';
import { REACH_BACK_MS } from './cloudtrail-window.ts';
import type { CollectContext, EvidenceCollector, Subject } from './collector.ts';
import { jsonFile, list, member, slug, stamp } from './json-content.ts';

/** Files are delivered minutes after the events, digests an hour: those until then may hold events of the window. */
const DELIVERY_MS = 2 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

interface Window {
  readonly from: Date;
  readonly to: Date;
}

export const cloudtrailLogs: EvidenceCollector = {
  kind: 'cloudtrail-logs',
  title: 'CloudTrail log and digest files of the window',
  subjects: ['account', 'role', 'user', 'access-key', 'session', 'instance', 'bucket'],
  permissions: ['cloudtrail:DescribeTrails', 's3:ListBucket', 's3:GetObject'],
  async collect(subject, context, signal) {
    const to = context.now();
    const from = new Date(Math.min((context.since ?? to).getTime(), to.getTime()) - REACH_BACK_MS);
    const requestIds: string[] = [];
    const prefixes = await prefixesOf(subject, { from, to }, context, requestIds, signal);
    return {
      name: `cloudtrail-logs-${slug(subject.account)}-${stamp(to)}.tar`,
      mediaType: 'application/x-tar',
      window: { from: from.toISOString(), to: to.toISOString() },
      requestIds,
      content: tar(files({ subject, window: { from, to }, prefixes, context, requestIds, signal })),
    };
  },
};

interface Place {
  readonly Bucket: string;
  readonly Prefix: string;
}

/** One prefix a trail, kind and day; a log's key names day and account (CloudTrail user guide, *Finding your log files*). */
async function prefixesOf(
  { account, region }: Subject,
  { from, to }: Window,
  context: CollectContext,
  requestIds: string[],
  signal: AbortSignal,
): Promise<readonly Place[]> {
  const { result, requestId } = await context.call('DescribeTrails', {}, signal);
  requestIds.push(requestId);
  const places = list(result, 'trailList').flatMap((trail): Place[] => {
    const Bucket = member(trail, 'S3BucketName');
    if (typeof Bucket !== 'string') return [];
    const own = member(trail, 'S3KeyPrefix');
    const home = region ?? String(member(trail, 'HomeRegion'));
    const root = `${typeof own === 'string' && own ? `${own}/` : ''}AWSLogs/${account}`;
    return daysOf(from, to).flatMap((day) =>
      ['CloudTrail', 'CloudTrail-Digest'].map((kind) => ({ Bucket, Prefix: `${root}/${kind}/${home}/${day}/` })),
    );
  });
  if (places.length > 0) return places;
  throw new CordonError('evidence_missing', `Account ${account} has no trail that writes files.`, {
    remedy: 'Use the look-up (cloudtrail-window): AWS keeps management events for 90 days without a trail.',
  });
}

function daysOf(from: Date, to: Date): readonly string[] {
  const days: string[] = [];
  const end = to.getTime() + DELIVERY_MS;
  for (let at = Math.floor(from.getTime() / DAY_MS) * DAY_MS; at <= end; at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10).replaceAll('-', '/'));
  }
  return days;
}

interface Fetching {
  readonly subject: Subject;
  readonly window: Window;
  readonly prefixes: readonly Place[];
  readonly context: CollectContext;
  readonly requestIds: string[];
  readonly signal: AbortSignal;
}

/** Every file delivered in the window or shortly after, and at the end a list of what was found where. */
async function* files({ subject, window, prefixes, context, requestIds, signal }: Fetching): AsyncGenerator<TarEntry> {
  const found: object[] = [];
  for (const place of prefixes) {
    for await (const file of listed(place, context, requestIds, signal)) {
      const at = Date.parse(file.LastModified);
      if (at < window.from.getTime() || at > window.to.getTime() + DELIVERY_MS) continue;
      found.push({ bucket: place.Bucket, ...file });
      yield {
        name: file.Key,
        bytes: file.Size,
        open: async () => {
          const { result } = await context.call('GetObject', { Bucket: place.Bucket, Key: file.Key }, signal);
          return member(result, 'Body') as AsyncIterable<Uint8Array>;
        },
      };
    }
  }
  const [index = new Uint8Array()] = jsonFile({ kind: 'cloudtrail-logs', subject, prefixes, files: found });
  yield { name: 'index.json', bytes: index.byteLength, open: async () => [index] };
}

interface Listed {
  readonly Key: string;
  readonly Size: number;
  readonly LastModified: string;
  readonly ETag: string;
}

async function* listed(
  place: Place,
  { call }: CollectContext,
  requestIds: string[],
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  let token: unknown;
  do {
    const { result, requestId } = await call(
      'ListObjectsV2',
      { ...place, ...(token ? { ContinuationToken: token } : {}) },
      signal,
    );
    requestIds.push(requestId);
    for (const object of list(result, 'Contents')) {
      yield {
        Key: String(member(object, 'Key')),
        Size: Number(member(object, 'Size')),
        LastModified: String(member(object, 'LastModified')),
        ETag: String(member(object, 'ETag')),
      };
    }
    token = member(result, 'NextContinuationToken');
  } while (token);
}
