/**
 * Throttle a function to nothing: reserved concurrency 0 refuses every invocation, whoever makes it (Lambda developer
 * guide, *Configuring reserved concurrency*). Reversible, and code, triggers and configuration stay as evidence.
 * Traps: invocations that run go on to their end, up to 15 minutes; asynchronous events wait in Lambda's queue for up to
 * six hours and are delivered after a release; what a queue or stream feeds is redelivered or expires there.
 */

import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** Null when none was reserved: a release then deletes instead of putting. */
  readonly reserved: number | null;
}

export function throttleFunction(aws: Aws): ContainmentAction<Prior> {
  const lambda = (target: ActionTarget, job?: ActionJob) => aws.of(LambdaClient, target, job);

  return {
    id: 'aws.throttle-function',
    title: 'Throttle function to nothing',
    provider: 'aws',
    targetKind: 'function',
    target: targetOf('aws', 'function'),
    effect: 'reversible',
    tier: 2,
    evidence: [{ kind: 'function-description', state: 'complete' }],
    permissions: [
      'lambda:GetFunctionConfiguration',
      'lambda:GetFunctionConcurrency',
      'lambda:PutFunctionConcurrency',
      'lambda:DeleteFunctionConcurrency',
      'lambda:ListEventSourceMappings',
    ],
    attack: ['T1648', 'T1525', 'T1496.001'],
    d3fend: ['D3-PS'],
    undo: 'The reserved concurrency that stood before is put back, or deleted where there was none.',
    settleSeconds: 15,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const ask = new GetFunctionConfigurationCommand({ FunctionName: target.id });
      await lambda(target).send(ask, { abortSignal: signal });
      return { reserved: await reservedOf(lambda(target), target.id, signal) };
    },
    blast: async (target, { reserved }, signal) => {
      const ask = new GetFunctionConfigurationCommand({ FunctionName: target.id });
      const { Timeout = 0 } = await lambda(target).send(ask, { abortSignal: signal });
      const sources = new ListEventSourceMappingsCommand({ FunctionName: target.id });
      const { EventSourceMappings = [] } = await lambda(target).send(sources, { abortSignal: signal });
      return {
        estimate: { seconds: 2, cost: 'nothing at AWS' },
        radius: [
          `every invocation of ${target.id} is refused, now ${reserved === null ? 'without a limit' : `up to ${reserved} at once`}`,
          `${EventSourceMappings.length} queues or streams feed it and back up`,
        ],
        warnings: [`Invocations that run go on for up to ${Timeout} s.`],
      };
    },
    execute: (target, { reserved }, job) => [reserveStep(lambda(target, job), target, 'throttle', reserved, 0)],
    verify: async (target, _prior, _job, signal) => {
      const reserved = await reservedOf(lambda(target), target.id, signal);
      const holding = reserved === 0;
      const seen = `Reserved concurrency: ${words(reserved)}.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who changed it, contain them, and try again.' }) };
    },
    release: (target, { reserved }, job) => [reserveStep(lambda(target, job), target, 'restore', 0, reserved)],
  };
}

function reserveStep(
  lambda: LambdaClient,
  { id: FunctionName }: ActionTarget,
  name: string,
  from: number | null,
  to: number | null,
): Step {
  return awsStep({
    id: name,
    call: to === null ? 'DeleteFunctionConcurrency' : 'PutFunctionConcurrency',
    on: FunctionName,
    prior: `reserved concurrency: ${words(from)}`,
    wanted: `reserved concurrency: ${words(to)}`,
    make: (abortSignal) =>
      to === null
        ? lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }), { abortSignal })
        : lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: to }), {
            abortSignal,
          }),
    holds: async (signal) => (await reservedOf(lambda, FunctionName, signal)) === to,
  });
}

async function reservedOf(
  lambda: LambdaClient,
  FunctionName: string,
  abortSignal: AbortSignal,
): Promise<number | null> {
  const answer = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }), { abortSignal });
  return answer.ReservedConcurrentExecutions ?? null;
}

function words(reserved: number | null): string {
  return reserved === null ? 'none' : `${reserved}`;
}
