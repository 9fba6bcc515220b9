/**
 * Stop an instance: what still runs when the network cannot be cut. Its memory, what lies on instance store volumes and a
 * public address that is not an Elastic IP are lost (EC2 user guide, *Stop and start Amazon EC2 instances*): memory and
 * disks are preserved first. Never forced: a forced stop skips flushing the file systems.
 * Traps: an Auto Scaling group terminates a stopped member as unhealthy, disks and all, so a member is refused; stop
 * protection, which protecting the instance sets, is lifted for it and put back on release.
 */

import { EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { guardedTags, instanceOf, livingInstance, type SeenInstance } from './instance-of.ts';
import { preflight } from './preflight.ts';
import { isProtected, protectionStep } from './protections.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** Whether it ran; one that was stopped already is not started by a release. */
  readonly running: boolean;
  readonly stopProtected: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

export function stopInstance(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);

  return {
    id: 'aws.stop-instance',
    title: 'Stop instance',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'partly_reversible',
    tier: 2,
    evidence: [
      { kind: 'disk-snapshot', state: 'fixed' },
      { kind: 'instance-description', state: 'complete' },
    ],
    permissions: [
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceAttribute',
      'ec2:ModifyInstanceAttribute',
      'ec2:StopInstances',
      'ec2:StartInstances',
    ],
    attack: ['T1496.001', 'T1071', 'T1486'],
    d3fend: ['D3-HS'],
    undo: 'It is started again. Memory, instance store and a public address that is not an Elastic IP do not come back.',
    // Stopping takes "a few minutes" at most (EC2 user guide); verification waits as long.
    settleSeconds: 180,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const seen = await livingInstance(ec2(target), target.id, signal);
      refuseWhatCannotStop(target, seen);
      const stopProtected = await isProtected(ec2(target), target.id, 'DisableApiStop', signal);
      // A dry run of stopping fails for what is protected, whoever asks.
      if (!stopProtected) {
        const dryRun = new StopInstancesCommand({ InstanceIds: [target.id], DryRun: true });
        await preflight(ec2(target).send(dryRun, { abortSignal: signal }));
      }
      return { running: isRunning(seen), stopProtected, tags: guardedTags(seen.tags) };
    },
    blast: async (target, { running }, signal) => {
      const { publicAddress, volumes } = await instanceOf(ec2(target), target.id, signal);
      return {
        estimate: { seconds: 60, cost: 'nothing at AWS; its disks go on costing' },
        radius: [
          running ? 'everything that runs on it ends' : 'it is stopped already: nothing ends',
          'its memory is lost for good, and what lies on instance store volumes',
          `${volumes.length} volumes stay as they are`,
        ],
        warnings: publicAddress ? [`Its address ${publicAddress} changes unless it is an Elastic IP.`] : [],
      };
    },
    execute: (target, { running, stopProtected }, job) => [
      ...(running && stopProtected ? [protectionStep(ec2(target, job), target.id, 'DisableApiStop', false)] : []),
      powerStep(ec2(target, job), target, false),
    ],
    verify: async (target, _prior, _job, signal) => {
      const { state } = await instanceOf(ec2(target), target.id, signal);
      const holding = state === 'stopped';
      const remedy = state === 'stopping' ? 'Cut its subnet meanwhile, or force the stop by hand.' : FIND;
      return { holding, seen: `It is ${state}.`, ...(holding ? {} : { remedy }) };
    },
    release: (target, { running, stopProtected }, job) => [
      ...(running ? [powerStep(ec2(target, job), target, true)] : []),
      ...(running && stopProtected ? [protectionStep(ec2(target, job), target.id, 'DisableApiStop', true)] : []),
    ],
  };
}

const FIND = 'Find who started it again, contain them, and try again.';

function refuseWhatCannotStop({ id }: ActionTarget, { scalingGroup, rootDevice, lifecycle }: SeenInstance): void {
  const refuse = (why: string, remedy: string) => {
    throw new CordonError('not_allowed', `Instance ${id} ${why}`, { remedy });
  };
  if (scalingGroup) {
    refuse(`belongs to Auto Scaling group ${scalingGroup}, which would terminate it.`, 'Detach the instance first.');
  }
  if (rootDevice === 'instance-store') {
    refuse('lives on instance store and cannot be stopped.', 'Isolate it, or cut its subnet.');
  }
  if (lifecycle === 'spot') refuse('is a Spot instance and may vanish when stopped.', 'Isolate it, or cut its subnet.');
}

function powerStep(ec2: EC2Client, { id }: ActionTarget, on: boolean): Step {
  const [from, to] = on ? ['stopped', 'running'] : ['running', 'stopped'];
  return awsStep({
    id: on ? 'start' : 'stop',
    call: on ? 'StartInstances' : 'StopInstances',
    on: id,
    prior: from,
    wanted: to,
    make: (abortSignal) =>
      on
        ? ec2.send(new StartInstancesCommand({ InstanceIds: [id] }), { abortSignal })
        : ec2.send(new StopInstancesCommand({ InstanceIds: [id] }), { abortSignal }),
    holds: async (signal) => isRunning(await instanceOf(ec2, id, signal)) === on,
  });
}

/** What is stopping has been told to; it is not told again. */
function isRunning({ state }: SeenInstance): boolean {
  return state === 'running' || state === 'pending';
}
