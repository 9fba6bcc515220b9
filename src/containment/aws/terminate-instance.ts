/**
 * Terminate an instance: eradication, never containment. Its memory, its instance store and every volume that dies with
 * it are gone for good, so the disks must be snapshotted, copied and *locked* before (NIST SP 800-86, 5.2: preserve before
 * destroying). Protections are lifted by steps of the plan, so that nobody lifts them by hand and forgets.
 * Traps: an Auto Scaling group starts a replacement from the same launch template; volumes that outlive it stay, and cost.
 */

import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { guardedTags, instanceOf } from './instance-of.ts';
import { isProtected, type Protection, protectionStep } from './protections.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly protections: readonly Protection[];
  /** Volumes that die with it. */
  readonly dying: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export function terminateInstance(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);

  return {
    id: 'aws.terminate-instance',
    title: 'Terminate instance',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'irreversible',
    tier: 3,
    evidence: [
      { kind: 'disk-snapshot', state: 'locked' },
      { kind: 'instance-description', state: 'complete' },
    ],
    permissions: [
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceAttribute',
      'ec2:ModifyInstanceAttribute',
      'ec2:TerminateInstances',
    ],
    attack: ['T1496.001', 'T1578.002', 'T1525'],
    d3fend: ['D3-HS'],
    undo: 'None: a terminated instance does not come back. Rebuild it from a known image; its disks are in the locked snapshots.',
    // "Shutting-down" ends within minutes (EC2 user guide, *Instance lifecycle*).
    settleSeconds: 120,
    recheckSeconds: 0,
    capture: async (target, signal) => {
      const { tags, volumes } = await instanceOf(ec2(target), target.id, signal);
      const protections: Protection[] = [];
      for (const one of ['DisableApiTermination', 'DisableApiStop'] as const) {
        if (await isProtected(ec2(target), target.id, one, signal)) protections.push(one);
      }
      const dying = volumes.filter(({ dies }) => dies).map(({ id }) => id);
      return { protections, dying, tags: guardedTags(tags) };
    },
    blast: async (target, { dying }, signal) => {
      const { volumes, scalingGroup } = await instanceOf(ec2(target), target.id, signal);
      return {
        estimate: { seconds: 60, cost: 'nothing at AWS; disks that outlive it go on costing' },
        radius: [
          `instance ${target.id} is destroyed, its memory and instance store with it`,
          `${dying.length} of ${volumes.length} volumes are deleted with it; ${volumes.length - dying.length} stay, and cost`,
        ],
        warnings: scalingGroup
          ? [`Auto Scaling group ${scalingGroup} starts another one from the same launch template.`]
          : [],
      };
    },
    execute: (target, { protections }, job) => [
      ...protections.map((one) => protectionStep(ec2(target, job), target.id, one, false)),
      terminateStep(ec2(target, job), target),
    ],
    verify: async (target, _prior, _job, signal) => {
      const { state } = await instanceOf(ec2(target), target.id, signal);
      const holding = state === 'terminated';
      const remedy = 'Look in the console why it does not end; volumes that hang delay it.';
      return { holding, seen: `It is ${state}.`, ...(holding ? {} : { remedy }) };
    },
  };
}

function terminateStep(ec2: EC2Client, { id }: ActionTarget): Step {
  return awsStep({
    id: 'terminate',
    call: 'TerminateInstances',
    on: id,
    prior: 'it exists',
    wanted: 'it is terminated',
    make: (abortSignal) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }), { abortSignal }),
    holds: async (signal) => {
      const { state } = await instanceOf(ec2, id, signal);
      return state === 'terminated' || state === 'shutting-down';
    },
  });
}
