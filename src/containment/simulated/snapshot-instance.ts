/**
 * Snapshot all volumes of an instance. Their point in time is fixed when the call answers; they are complete later.
 * There is no client token: snapshots carry `ir:job` and are looked for before any is made (cloud-ir §0.1, finding 9).
 */

import { z } from 'zod';
import type { ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import type { SimulatedClient } from './client.ts';
import { instanceOf } from './instance-of.ts';
import { changeStep, read } from './steps.ts';

const Snapshots = z.object({ Snapshots: z.array(z.object({ SnapshotId: z.string(), State: z.string() })) });

export function snapshotInstance(client: SimulatedClient): ContainmentAction {
  const ofJob = async (jobKey: string, signal: AbortSignal) =>
    (
      await read(
        client,
        'DescribeSnapshots',
        { Filters: [{ Name: 'tag:ir:job', Values: [jobKey] }] },
        Snapshots,
        signal,
      )
    ).Snapshots;
  return {
    id: 'simulated.snapshot-instance',
    title: 'Snapshot instance',
    provider: 'simulated',
    targetKind: 'instance',
    target: targetOf('simulated', 'instance'),
    effect: 'read',
    tier: 0,
    evidence: [],
    permissions: ['ec2:CreateSnapshots', 'ec2:DescribeSnapshots', 'ec2:CreateTags'],
    attack: [],
    d3fend: [],
    undo: 'Nothing to undo: it only reads. Snapshots are kept until the evidence may be deleted.',
    settleSeconds: 1,
    recheckSeconds: 0,
    capture: async ({ id }, signal) => ({ tags: (await instanceOf(client, id, signal)).tags }),
    blast: async () => ({ estimate: { seconds: 5, cost: 'nothing' }, radius: [] }),
    execute: ({ id }, _prior, job) => [
      changeStep(client, {
        id: 'snapshot',
        call: 'CreateSnapshots',
        on: id,
        prior: 'not fixed',
        wanted: 'the point in time of every volume fixed',
        input: {
          InstanceSpecification: { InstanceId: id },
          TagSpecifications: [
            {
              ResourceType: 'snapshot',
              Tags: [
                { Key: 'ir:incident', Value: job.incidentId },
                { Key: 'ir:job', Value: job.jobKey },
              ],
            },
          ],
        },
        holds: async (signal) => (await ofJob(job.jobKey, signal)).length > 0,
      }),
    ],
    verify: async (_target, _prior, { jobKey }, signal) => {
      const snapshots = await ofJob(jobKey, signal);
      const complete = snapshots.filter(({ State }) => State === 'completed');
      const seen = `${complete.length} of ${snapshots.length} snapshots complete: ${snapshots.map(({ SnapshotId }) => SnapshotId).join(', ')}`;
      return {
        holding: snapshots.length > 0 && complete.length === snapshots.length,
        seen,
        remedy: 'Look at the snapshots at the provider.',
      };
    },
  };
}
