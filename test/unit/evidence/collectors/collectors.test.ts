import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CordonError } from '../../../../src/base/errors.ts';
import type { CollectContext, Subject } from '../../../../src/evidence/collectors/collector.ts';
import { collectorOf, collectors, EVIDENCE_KINDS } from '../../../../src/evidence/collectors/index.ts';
import { deposit, workplace } from '../given-bundle.ts';

const ROOM = join(import.meta.dirname, '../../../../src/evidence/collectors');
/** What collectors are made of. */
const PARTS = ['collector', 'index', 'json-content', 'memory-scripts', 'snapshot-copies', 'snapshot-of'];

type Answer = (name: string, input: Record<string, unknown>) => unknown;

/** A provider that answers from a function, numbers its requests, and counts them by name. */
function provider(answer: Answer) {
  const calls: { name: string; input: Record<string, unknown> }[] = [];
  const fixed: string[] = [];
  const context: CollectContext = {
    ...{ incidentId: 'incident-1', evidenceId: 'e1', jobKey: 'job-1', pollMs: 1 },
    now: () => new Date('2026-03-01T10:00:00.000Z'),
    async call(name, input) {
      calls.push({ name, input });
      return { result: answer(name, input), requestId: `request-${calls.length}` };
    },
    async fixed(reference) {
      fixed.push(reference);
    },
  };
  return { calls, fixed, context };
}

const subject = (kind: string, id: string): Subject => ({ provider: 'simulated', account: '111122223333', kind, id });
const signal = new AbortController().signal;

async function collect(kind: string, about: Subject, context: CollectContext) {
  const collector = collectorOf(kind);
  if (!collector) throw new Error(`no collector ${kind}`);
  const collected = await collector.collect(about, context, signal);
  let text = '';
  for await (const chunk of collected.content) text += Buffer.from(chunk).toString();
  return { ...collected, text };
}

describe('collectors', () => {
  it('are all listed, each in the file of its kind', async () => {
    const files = (await readdir(ROOM))
      .map((name) => name.replace(/\.ts$/, ''))
      .filter((name) => !PARTS.includes(name));

    expect([...EVIDENCE_KINDS].sort()).toEqual(files.sort());
  });

  it.each(collectors.map((one) => [one.kind, one] as const))('%s says what it is about', (_kind, collector) => {
    expect(collector.title).not.toBe('');
    expect(collector.subjects.length).toBeGreaterThan(0);
  });

  it('keeps the alert byte for byte', async () => {
    const body = Buffer.from([0xff, 0x00, 0x7b]);
    const { context } = provider(() => undefined);
    const alert = async () => ({ body, mediaType: 'application/json' });
    const collector = collectorOf('alert-payload');

    const collected = await collector?.collect(subject('alert', 'a/1'), { ...context, alert }, signal);

    expect(collected).toMatchObject({ name: 'alert-a-1.json', content: [body] });
  });

  it('follows the pages of CloudTrail to the end and says that the window is complete', async () => {
    const { calls, context } = provider((_name, { NextToken }) =>
      NextToken ? { Events: [{ EventId: '3' }] } : { Events: [{ EventId: '1' }, { EventId: '2' }], NextToken: 'more' },
    );
    const since = new Date('2026-03-01T06:00:00.000Z');

    const collected = await collect('cloudtrail-window', subject('access-key', 'AKIA'), { ...context, since });

    expect(calls[1]?.input).toEqual({
      LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: 'AKIA' }],
      StartTime: new Date('2026-02-28T06:00:00.000Z'),
      EndTime: new Date('2026-03-01T10:00:00.000Z'),
      NextToken: 'more',
    });
    expect(collected.requestIds).toEqual(['request-1', 'request-2']);
    expect(
      collected.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([...[{ EventId: '1' }, { EventId: '2' }, { EventId: '3' }], { events: 3, complete: true }]);
  });

  it('writes down what is absent, because absent is undone differently from empty', async () => {
    const { context } = provider((name) => {
      if (name === 'GetBucketPolicy') throw new CordonError('not_found', 'NoSuchBucketPolicy', { remedy: 'none' });
      return { name };
    });

    const collected = await collect('bucket-configuration', subject('bucket', 'backups'), context);

    expect(JSON.parse(collected.text).answers[0]).toMatchObject({
      call: 'GetBucketPolicy',
      absent: 'NoSuchBucketPolicy',
    });
    expect(collected.requestIds).toHaveLength(6);
  });

  it('fails when the subject does not exist at all', async () => {
    const { context } = provider(() => {
      throw new CordonError('not_found', 'NoSuchEntity', { remedy: 'none' });
    });

    await expect(collect('iam-snapshot', subject('role', 'ghost'), context)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('asks about a role and about a user in their own calls', async () => {
    const { calls, context } = provider(() => ({}));

    await collect('iam-snapshot', subject('role', 'payments'), context);
    await collect('iam-snapshot', subject('user', 'deploy'), context);

    expect(calls.map(({ name }) => name)).toEqual(expect.arrayContaining(['GetRole', 'GetUser', 'ListAccessKeys']));
    expect(calls.filter(({ input }) => input.RoleName === 'payments').map(({ name }) => name)).not.toContain('GetUser');
  });

  it('tells the snapshot as soon as its point in time is fixed, and waits until it is complete', async () => {
    let looks = 0;
    const { calls, fixed, context } = provider((name) => {
      if (name === 'CreateSnapshots') return { Snapshots: [{ SnapshotId: 'snap-1', State: 'pending' }] };
      looks += 1;
      if (looks === 1) return { Snapshots: [] };
      return { Snapshots: [{ SnapshotId: 'snap-1', State: looks < 4 ? 'pending' : 'completed' }] };
    });

    const collected = await collect('disk-snapshot', subject('instance', 'i-1'), context);

    expect(fixed).toEqual(['snap-1']);
    expect(collected.reference).toBe('snap-1');
    expect(JSON.parse(collected.text).snapshots).toEqual([{ SnapshotId: 'snap-1', State: 'completed' }]);
    expect(calls.filter(({ name }) => name === 'CreateSnapshots')).toHaveLength(1);
  });

  it('adopts the snapshot of its own job instead of making another one', async () => {
    const { calls, context } = provider(() => ({ Snapshots: [{ SnapshotId: 'snap-1', State: 'completed' }] }));

    await collect('disk-snapshot', subject('instance', 'i-1'), context);

    expect(calls.map(({ name }) => name)).not.toContain('CreateSnapshots');
    expect(calls[0]?.input).toEqual({ Filters: [{ Name: 'tag:ir:job', Values: ['job-1'] }] });
  });

  it('copies a snapshot once into the forensic account, under its own key, and locks it there', async () => {
    const own = provider((name) =>
      name === 'DescribeSnapshots' ? { Snapshots: [{ SnapshotId: 'snap-1', State: 'completed' }] } : {},
    );
    let copied = 0;
    const there = provider((name) => {
      if (name === 'CopySnapshot') copied += 1;
      const states = copied === 0 ? [] : [{ SnapshotId: 'snap-copy', State: 'completed' }];
      if (name === 'LockSnapshot') return { LockExpiresOn: '2029-03-01T10:00:00.000Z' };
      return name === 'DescribeSnapshots' ? { Snapshots: states } : {};
    });
    const lock = { mode: 'compliance', days: 1095 } as const;
    const forensic = { account: '999900001111', call: there.context.call, kmsKeyId: 'key-1', lock };
    const about = { ...subject('instance', 'i-1'), region: 'eu-west-1' };

    const first = await collect('disk-snapshot', about, { ...own.context, forensic });
    await collect('disk-snapshot', about, { ...own.context, forensic });

    const share = own.calls.find(({ name }) => name === 'ModifySnapshotAttribute');
    expect(share?.input).toMatchObject({ SnapshotId: 'snap-1', OperationType: 'add', UserIds: ['999900001111'] });
    const copies = there.calls.filter(({ name }) => name === 'CopySnapshot');
    expect(copies).toHaveLength(1);
    expect(copies[0]?.input).toMatchObject({ SourceSnapshotId: 'snap-1', Encrypted: true, KmsKeyId: 'key-1' });
    const locked = { SnapshotId: 'snap-copy', LockMode: 'compliance', LockDuration: 1095 };
    expect(there.calls.find(({ name }) => name === 'LockSnapshot')?.input).toEqual(locked);
    const copy = { of: 'snap-1', SnapshotId: 'snap-copy', lockedUntil: '2029-03-01T10:00:00.000Z' };
    expect(JSON.parse(first.text)).toMatchObject({ copies: [copy], forensicAccount: '999900001111' });
  });

  it('copies what lies under the default key under one that may be shared first, once', async () => {
    const made = new Set<string>();
    const own = provider((name, input) => {
      if (name === 'ModifySnapshotAttribute' && input.SnapshotId === 'snap-1') {
        throw new CordonError('vendor_failed', 'Encrypted under the default key.', { remedy: 'Use your own key.' });
      }
      if (name === 'CopySnapshot') made.add('snap-again');
      const copies = JSON.stringify(input).includes('ir:copy');
      if (name !== 'DescribeSnapshots') return {};
      const ids = copies ? [...made] : ['snap-1'];
      return { Snapshots: ids.map((SnapshotId) => ({ SnapshotId, State: 'completed' })) };
    });
    const copied: unknown[] = [];
    const there = provider((name, input) => {
      if (name === 'CopySnapshot') copied.push(input.SourceSnapshotId);
      const states = copied.length === 0 ? [] : [{ SnapshotId: 'snap-copy', State: 'completed' }];
      return name === 'DescribeSnapshots' ? { Snapshots: states } : {};
    });
    const lock = { mode: 'governance', days: 30 } as const;
    const forensic = { account: '999900001111', call: there.context.call, sharedKeyAlias: 'alias/evidence', lock };

    for (const _time of [1, 2])
      await collect('disk-snapshot', subject('instance', 'i-1'), { ...own.context, forensic });

    expect(copied).toEqual(['snap-again']);
    const again = own.calls.filter(({ name }) => name === 'CopySnapshot');
    expect(again).toHaveLength(1);
    expect(again[0]?.input).toMatchObject({ SourceSnapshotId: 'snap-1', KmsKeyId: 'alias/evidence', Encrypted: true });
    const shared = own.calls.filter(({ name }) => name === 'ModifySnapshotAttribute').at(-1);
    expect(shared?.input).toMatchObject({ SnapshotId: 'snap-again', UserIds: ['999900001111'] });
  });

  it('keeps what cannot be copied away as evidence, and says why it was not copied', async () => {
    const { context } = provider((name) => {
      if (name === 'ModifySnapshotAttribute') {
        throw new CordonError('vendor_failed', 'Encrypted under the default key.', { remedy: 'Use your own key.' });
      }
      return { Snapshots: [{ SnapshotId: 'snap-1', State: 'completed' }] };
    });
    const nothing = provider(() => ({ Snapshots: [] }));
    const lock = { mode: 'governance', days: 30 } as const;
    const forensic = { account: '999900001111', call: nothing.context.call, lock };

    const { text } = await collect('disk-snapshot', subject('instance', 'i-1'), { ...context, forensic });

    expect(JSON.parse(text).notCopied).toEqual({
      reason: 'Encrypted under the default key.',
      remedy: 'Use your own key.',
    });
  });

  it('keeps what a console said and showed', async () => {
    const { context } = provider((name) =>
      name === 'GetConsoleOutput' ? { Output: 'bG9naW4=' } : { ImageData: '/9j/' },
    );

    const { text } = await collect('console-output', subject('instance', 'i-1'), context);

    expect(JSON.parse(text).answers).toMatchObject([
      { result: { Output: 'bG9naW4=' } },
      { result: { ImageData: '/9j/' } },
    ]);
  });

  it('gives up when the provider says that a snapshot failed', async () => {
    const { context } = provider(() => ({ Snapshots: [{ SnapshotId: 'snap-1', State: 'error' }] }));

    await expect(collect('disk-snapshot', subject('instance', 'i-1'), context)).rejects.toMatchObject({
      code: 'vendor_failed',
    });
  });

  it('goes into the vault as a stream, with the request ids that are known at its end', async () => {
    await using place = await workplace();
    const { context } = provider(() => ({ Events: [{ EventId: '1' }] }));
    const collected = await collectorOf('cloudtrail-window')?.collect(subject('role', 'payments'), context, signal);

    const { requestIds, content = [] } = collected ?? {};
    const by = { by: 'worker', why: 'playbook' };
    await place.vault.put({ ...deposit('e1'), ...(requestIds ? { requestIds } : {}) }, content, by);

    expect(await place.vault.find('incident-1', 'e1')).toMatchObject({ requestIds: ['request-1'] });
  });
});
