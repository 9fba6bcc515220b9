/**
 * Crash-consistent snapshots of all disks of a machine. The point in time is fixed when `CreateSnapshots` answers;
 * the copy is complete later. There is no client token: snapshots carry `ir:job` and are looked for before any is made.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { CordonError } from '../../base/errors.ts';
import type { CollectContext, EvidenceCollector, Subject } from './collector.ts';
import { jsonFile, list, member, slug, stamp } from './json-content.ts';
import { copyAway } from './snapshot-copies.ts';

interface Snapshot {
  readonly SnapshotId: string;
  readonly State: string;
}

export const diskSnapshot: EvidenceCollector = {
  kind: 'disk-snapshot',
  title: 'Snapshots of the disks',
  subjects: ['instance'],
  permissions: [
    'ec2:CreateSnapshots',
    'ec2:DescribeSnapshots',
    'ec2:CreateTags',
    'ec2:ModifySnapshotAttribute',
    'ec2:CopySnapshot',
    'ec2:LockSnapshot',
  ],
  async collect(subject, context, signal) {
    const from = context.now();
    const requestIds: string[] = [];
    const made = await findOrMake(subject, context, requestIds, signal);
    const reference = made.map(({ SnapshotId }) => SnapshotId).join(' ');
    await context.fixed(reference);
    const snapshots = await untilComplete(context, requestIds, signal);
    const copies = await copyAway(subject, snapshots, context, requestIds, signal);
    const to = context.now();
    return {
      name: `disk-snapshot-${slug(subject.id)}-${stamp(from)}.json`,
      mediaType: 'application/json',
      window: { from: from.toISOString(), to: to.toISOString() },
      requestIds,
      reference,
      content: jsonFile({ kind: 'disk-snapshot', subject, completedAt: to.toISOString(), snapshots, ...copies }),
    };
  },
};

async function findOrMake(
  subject: Subject,
  context: CollectContext,
  requestIds: string[],
  signal: AbortSignal,
): Promise<readonly Snapshot[]> {
  const before = await ofThisJob(context, requestIds, signal);
  if (before.length > 0) return before;
  const Tags = [
    { Key: 'ir:incident', Value: context.incidentId },
    { Key: 'ir:evidence', Value: context.evidenceId },
    { Key: 'ir:job', Value: context.jobKey },
  ];
  const input = {
    InstanceSpecification: { InstanceId: subject.id, ExcludeBootVolume: false },
    TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
  };
  const answer = await context.call('CreateSnapshots', input, signal);
  requestIds.push(answer.requestId);
  const made = snapshotsIn(answer.result);
  if (made.length > 0) return made;
  throw new CordonError('evidence_missing', `${subject.id} has no disk that can be snapshotted.`, {
    remedy: 'Instance-store volumes are not captured: image them from within, or waive this evidence with a reason.',
  });
}

async function untilComplete(context: CollectContext, requestIds: string[], signal: AbortSignal) {
  for (;;) {
    const snapshots = await ofThisJob(context, requestIds, signal);
    const failed = snapshots.find(({ State }) => State === 'error');
    if (failed) {
      throw new CordonError('vendor_failed', `Snapshot ${failed.SnapshotId} failed at the provider.`, {
        remedy: 'Delete the failed snapshot and collect again.',
      });
    }
    if (snapshots.length > 0 && snapshots.every(({ State }) => State === 'completed')) return snapshots;
    await sleep(context.pollMs, undefined, { signal });
  }
}

async function ofThisJob(
  context: CollectContext,
  requestIds: string[],
  signal: AbortSignal,
): Promise<readonly Snapshot[]> {
  const input = { Filters: [{ Name: 'tag:ir:job', Values: [context.jobKey] }] };
  const answer = await context.call('DescribeSnapshots', input, signal);
  requestIds.push(answer.requestId);
  return snapshotsIn(answer.result);
}

function snapshotsIn(result: unknown): readonly Snapshot[] {
  return list(result, 'Snapshots').flatMap((one) => {
    const [SnapshotId, State = 'pending'] = [member(one, 'SnapshotId'), member(one, 'State')];
    return typeof SnapshotId === 'string' && typeof State === 'string' ? [{ ...Object(one), SnapshotId, State }] : [];
  });
}
