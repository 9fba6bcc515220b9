/**
 * Harden the metadata service of an instance: session tokens required, answers that do not outlive one hop. A request
 * forged through the application (SSRF) can no longer read the role's credentials, nor can a container behind the host's
 * bridge (EC2 user guide, *Use the Instance Metadata Service*).
 * Traps: credentials taken before stay valid for up to six hours: revoke the role's sessions; software that knows only
 * version 1, and containers that need the host's role, stop getting credentials.
 */

import {
  DescribeInstancesCommand,
  EC2Client,
  type InstanceMetadataOptionsRequest,
  ModifyInstanceMetadataOptionsCommand,
} from '@aws-sdk/client-ec2';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { guardedTags, livingInstance } from './instance-of.ts';
import { preflight } from './preflight.ts';
import { awsStep } from './steps.ts';

interface Options {
  readonly tokens: 'optional' | 'required';
  /** How many network hops an answer survives. */
  readonly hops: number;
}

interface Prior extends Options {
  readonly [name: string]: unknown;
  readonly tags: Readonly<Record<string, string>>;
}

const HARD: Options = { tokens: 'required', hops: 1 };

export function hardenMetadata(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);

  return {
    id: 'aws.harden-metadata',
    title: 'Harden metadata service',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'reversible',
    tier: 1,
    evidence: [{ kind: 'instance-description', state: 'complete' }],
    permissions: ['ec2:DescribeInstances', 'ec2:ModifyInstanceMetadataOptions'],
    attack: ['T1552.005', 'T1190'],
    d3fend: ['D3-ACH'],
    undo: 'Tokens and hops are put back as they were.',
    settleSeconds: 15,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const { tags } = await livingInstance(ec2(target), target.id, signal);
      const { tokens, hops } = await optionsOf(ec2(target), target.id, signal);
      const dryRun = new ModifyInstanceMetadataOptionsCommand({ InstanceId: target.id, ...input(HARD), DryRun: true });
      await preflight(ec2(target).send(dryRun, { abortSignal: signal }));
      return { tokens, hops, tags: guardedTags(tags) };
    },
    blast: async (_target, { tokens, hops }) => ({
      estimate: { seconds: 2, cost: 'nothing at AWS' },
      radius: [
        tokens === 'required'
          ? 'tokens are required already'
          : 'software on it that asks for credentials without a token gets none',
        hops > 1 ? `containers up to ${hops} hops away get no credentials of the host` : 'one hop is set already',
      ],
      warnings: ['Credentials taken before stay valid: revoke the sessions of its role too.'],
    }),
    execute: (target, prior, job) => [optionsStep(ec2(target, job), target, 'harden', prior, HARD)],
    verify: async (target, _prior, _job, signal) => {
      const { tokens, hops, applied } = await optionsOf(ec2(target), target.id, signal);
      const holding = applied && tokens === HARD.tokens && hops === HARD.hops;
      const seen = `Tokens ${tokens}, ${hops} hops${applied ? '' : ', being applied'}.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who changed it, contain them, and try again.' }) };
    },
    release: (target, prior, job) => [optionsStep(ec2(target, job), target, 'restore', HARD, prior)],
  };
}

function input({ tokens, hops }: Options): InstanceMetadataOptionsRequest {
  return { HttpTokens: tokens, HttpPutResponseHopLimit: hops };
}

function optionsStep(ec2: EC2Client, { id }: ActionTarget, name: string, from: Options, to: Options): Step {
  return awsStep({
    id: name,
    call: 'ModifyInstanceMetadataOptions',
    on: id,
    prior: words(from),
    wanted: words(to),
    make: (abortSignal) =>
      ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, ...input(to) }), { abortSignal }),
    holds: async (signal) => words(await optionsOf(ec2, id, signal)) === words(to),
  });
}

function words({ tokens, hops }: Options): string {
  return `tokens ${tokens}, ${hops} hops`;
}

async function optionsOf(ec2: EC2Client, id: string, abortSignal: AbortSignal) {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }), { abortSignal });
  const options = Reservations[0]?.Instances?.[0]?.MetadataOptions;
  return {
    tokens: options?.HttpTokens ?? 'optional',
    hops: options?.HttpPutResponseHopLimit ?? 1,
    applied: options?.State !== 'pending',
  } as const;
}
