/**
 * Snapshot all volumes of an instance in one call, crash-consistent across them (EC2 API reference, *CreateSnapshots*): their
 * point in time is fixed when it answers, and they are complete later. There is no client token: snapshots carry `ir:job` and
 * are looked for before any is made. Evidence collects one set by itself (`disk-snapshot`); this is for a further point in time.
 * Traps: instance-store volumes are not captured; a snapshot dies with its account unless it is copied away.
 */

import { CreateSnapshotsCommand, DescribeSnapshotsCommand, EC2Client, type Snapshot } from '@aws-sdk/client-ec2';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Receipt, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { guardedTags, livingInstance } from './instance-of.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly volumes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export function snapshotInstance(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);
  const ofJob = async (target: ActionTarget, { jobKey }: ActionJob, abortSignal: AbortSignal) => {
    const Filters = [{ Name: 'tag:ir:job', Values: [jobKey] }];
    const asked = new DescribeSnapshotsCommand({ Filters, OwnerIds: ['self'] });
    return (await ec2(target).send(asked, { abortSignal })).Snapshots ?? [];
  };
  const snapshotStep = (target: ActionTarget, volumes: number, job: ActionJob): Step => ({
    id: 'snapshot',
    call: 'CreateSnapshots',
    on: target.id,
    prior: 'not fixed by this action',
    wanted: `the point in time of ${volumes} volumes fixed, and complete`,
    run: async (abortSignal) => {
      const made = await ofJob(target, job, abortSignal);
      if (made.length > 0) return progressOf(made);
      const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags: tagsFor(job) }];
      const InstanceSpecification = { InstanceId: target.id, ExcludeBootVolume: false };
      const order = new CreateSnapshotsCommand({ InstanceSpecification, TagSpecifications });
      await ec2(target, job).send(order, { abortSignal });
      return { outcome: 'pending', detail: 'point in time fixed' };
    },
    look: async (signal) => (isComplete(await ofJob(target, job, signal)) ? 'done' : 'not_done'),
  });

  return {
    id: 'aws.snapshot-instance',
    title: 'Snapshot instance',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'read',
    tier: 0,
    evidence: [],
    permissions: ['ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:CreateSnapshots', 'ec2:CreateTags'],
    attack: [],
    d3fend: [],
    undo: 'Nothing to undo: it only reads. Snapshots are kept until the evidence may be deleted.',
    settleSeconds: 1,
    recheckSeconds: 0,
    capture: async (target, signal) => {
      const { volumes, tags } = await livingInstance(ec2(target), target.id, signal);
      if (volumes.length === 0) {
        throw new CordonError('not_allowed', `${target.id} has no disk that can be snapshotted.`, {
          remedy: 'Instance-store volumes are not captured: image them from within.',
        });
      }
      return { volumes: volumes.map(({ id }) => id).sort(), tags: guardedTags(tags) };
    },
    blast: async (_target, { volumes }) => ({
      // How long depends on what changed since the last snapshot of each volume (EBS user guide, *How snapshots work*).
      estimate: { seconds: 300 * volumes.length, cost: 'storage of the blocks that no earlier snapshot holds' },
      radius: [],
    }),
    execute: (target, { volumes }, job) => [snapshotStep(target, volumes.length, job)],
    verify: async (target, _prior, job, signal) => {
      const made = await ofJob(target, job, signal);
      const ids = made.map(({ SnapshotId }) => SnapshotId).join(', ');
      const seen = `${made.filter(isDone).length} of ${made.length} snapshots complete: ${ids}.`;
      return { holding: isComplete(made), seen, remedy: 'Look at the snapshots at AWS.' };
    },
  };
}

function progressOf(made: readonly Snapshot[]): Receipt {
  const failed = made.find(({ State }) => State === 'error');
  if (failed) {
    throw new CordonError(
      'vendor_failed',
      `Snapshot ${failed.SnapshotId} failed: ${failed.StateMessage ?? 'no reason'}.`,
      {
        remedy: 'Delete the failed snapshot, then plan the action again.',
      },
    );
  }
  if (isComplete(made)) return { outcome: 'done', detail: made.map(({ SnapshotId }) => SnapshotId).join(', ') };
  return { outcome: 'pending', detail: made.map(({ SnapshotId, Progress }) => `${SnapshotId} ${Progress}`).join(', ') };
}

function tagsFor({ incidentId, jobKey }: ActionJob) {
  return [
    { Key: 'ir:incident', Value: incidentId },
    { Key: 'ir:job', Value: jobKey },
  ];
}

function isComplete(made: readonly Snapshot[]): boolean {
  return made.length > 0 && made.every(isDone);
}

function isDone({ State }: Snapshot): boolean {
  return State === 'completed';
}
