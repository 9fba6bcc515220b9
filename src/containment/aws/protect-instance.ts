/**
 * Protect an instance from being terminated or stopped, and its disks from dying with it; mark it as evidence. The first
 * thing to do to a host: everything later takes time. One attribute per call (EC2 API reference, *ModifyInstanceAttribute*).
 * Traps: termination protection stops neither scale-in of an Auto Scaling group nor a Spot interruption, nor whoever may
 * change instance attributes; the root volume dies with its instance by default (EC2 user guide, *Preserve data*).
 */

import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstanceAttributeCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { guardedTags, instanceOf, livingInstance } from './instance-of.ts';
import { preflight } from './preflight.ts';
import { isProtected, type Protection, protectionStep } from './protections.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** Protections it did not have. */
  readonly open: readonly Protection[];
  /** What shutting down from within does: `stop` or `terminate`. */
  readonly shutdown: string;
  /** Devices whose volumes die with the instance. */
  readonly dying: readonly string[];
  /** Whether another incident marked it already. */
  readonly marked: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

const MARK = 'ir:incident';

export function protectInstance(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);

  return {
    id: 'aws.protect-instance',
    title: 'Protect instance',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'reversible',
    tier: 1,
    evidence: [],
    permissions: [
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceAttribute',
      'ec2:ModifyInstanceAttribute',
      'ec2:CreateTags',
      'ec2:DeleteTags',
    ],
    attack: ['T1485', 'T1578.003', 'T1070'],
    d3fend: ['D3-PH'],
    undo: 'Both protections, what a shutdown does and what dies with the instance are put back as they were.',
    settleSeconds: 10,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const { tags } = await livingInstance(ec2(target), target.id, signal);
      const dryRun = { InstanceId: target.id, DisableApiTermination: { Value: true }, DryRun: true };
      await preflight(ec2(target).send(new ModifyInstanceAttributeCommand(dryRun), { abortSignal: signal }));
      return {
        open: await openTo(ec2(target), target.id, signal),
        shutdown: await shutdownOf(ec2(target), target.id, signal),
        dying: await dyingOf(ec2(target), target.id, signal),
        marked: MARK in tags,
        tags: guardedTags(tags),
      };
    },
    blast: async (target, { dying }, signal) => {
      const { scalingGroup, lifecycle } = await instanceOf(ec2(target), target.id, signal);
      return {
        estimate: { seconds: 5, cost: 'nothing at AWS' },
        radius: [
          'nobody can stop or terminate it without lifting the protection first',
          `${dying.length} volumes that died with it now outlive it, and cost until deleted`,
        ],
        warnings: [
          ...(scalingGroup ? [`Auto Scaling group ${scalingGroup} may still terminate it: detach it as well.`] : []),
          ...(lifecycle === 'spot' ? ['It is a Spot instance: AWS may still reclaim it.'] : []),
        ],
      };
    },
    execute: (target, { open, shutdown, dying, marked }, job) => [
      ...open.map((one) => protectionStep(ec2(target, job), target.id, one, true)),
      ...(shutdown === 'stop' ? [] : [shutdownStep(ec2(target, job), target, shutdown, 'stop')]),
      ...dying.map((device) => volumeStep(ec2(target, job), target, device, false)),
      ...(marked ? [] : [markStep(ec2(target, job), target, job, true)]),
    ],
    verify: async (target, _prior, _job, signal) => {
      const open = await openTo(ec2(target), target.id, signal);
      const shutdown = await shutdownOf(ec2(target), target.id, signal);
      const dying = await dyingOf(ec2(target), target.id, signal);
      const holding = open.length === 0 && shutdown === 'stop' && dying.length === 0;
      const seen = `${2 - open.length} of 2 protections on, shutting down means ${shutdown}, ${dying.length} volumes would die with it.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who lifted it, contain them, and try again.' }) };
    },
    release: (target, { open, shutdown, dying, marked }, job) => [
      ...(marked ? [] : [markStep(ec2(target, job), target, job, false)]),
      ...dying.map((device) => volumeStep(ec2(target, job), target, device, true)),
      ...(shutdown === 'stop' ? [] : [shutdownStep(ec2(target, job), target, 'stop', shutdown)]),
      ...open.map((one) => protectionStep(ec2(target, job), target.id, one, false)),
    ],
  };
}

async function openTo(ec2: EC2Client, id: string, signal: AbortSignal): Promise<readonly Protection[]> {
  const open: Protection[] = [];
  for (const one of ['DisableApiTermination', 'DisableApiStop'] as const) {
    if (!(await isProtected(ec2, id, one, signal))) open.push(one);
  }
  return open;
}

async function shutdownOf(ec2: EC2Client, InstanceId: string, abortSignal: AbortSignal): Promise<string> {
  const Attribute = 'instanceInitiatedShutdownBehavior';
  const answer = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }), { abortSignal });
  return answer.InstanceInitiatedShutdownBehavior?.Value ?? 'stop';
}

async function dyingOf(ec2: EC2Client, id: string, signal: AbortSignal): Promise<readonly string[]> {
  const { volumes } = await instanceOf(ec2, id, signal);
  return volumes.filter(({ dies }) => dies).map(({ device }) => device);
}

function shutdownStep(ec2: EC2Client, { id }: ActionTarget, from: string, to: string): Step {
  return awsStep({
    id: `shutdown:${to}`,
    call: 'ModifyInstanceAttribute',
    on: id,
    prior: `shutting down from within means ${from}`,
    wanted: `shutting down from within means ${to}`,
    make: (abortSignal) => {
      const input = { InstanceId: id, InstanceInitiatedShutdownBehavior: { Value: to } };
      return ec2.send(new ModifyInstanceAttributeCommand(input), { abortSignal });
    },
    holds: async (signal) => (await shutdownOf(ec2, id, signal)) === to,
  });
}

function volumeStep(ec2: EC2Client, { id }: ActionTarget, device: string, dies: boolean): Step {
  const words = (is: boolean) => (is ? 'dies with the instance' : 'outlives the instance');
  return awsStep({
    id: `${dies ? 'give-up' : 'keep'}:${device}`,
    call: 'ModifyInstanceAttribute',
    on: `${device} of ${id}`,
    prior: words(!dies),
    wanted: words(dies),
    make: (abortSignal) => {
      const BlockDeviceMappings = [{ DeviceName: device, Ebs: { DeleteOnTermination: dies } }];
      return ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: id, BlockDeviceMappings }), { abortSignal });
    },
    holds: async (signal) => (await dyingOf(ec2, id, signal)).includes(device) === dies,
  });
}

/** Whoever looks at the host in the console sees whom to ask; the title of the incident is not told there. */
function markStep(ec2: EC2Client, { id }: ActionTarget, job: ActionJob, mark: boolean): Step {
  const [without, marked] = ['no mark', 'marked with incident and job'];
  const tags = [
    { Key: MARK, Value: job.incidentId },
    { Key: 'ir:job', Value: job.jobKey },
  ];
  return awsStep({
    id: mark ? 'mark' : 'unmark',
    call: mark ? 'CreateTags' : 'DeleteTags',
    on: id,
    prior: mark ? without : marked,
    wanted: mark ? marked : without,
    make: (abortSignal) =>
      mark
        ? ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tags }), { abortSignal })
        : ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: tags }), { abortSignal }),
    holds: async (signal) => MARK in (await instanceOf(ec2, id, signal)).tags === mark,
  });
}
