import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { contract } from './contract.ts';

const FunctionName = 'thumbnails';
const EMPTY_ZIP = Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64');
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

for (const [when, reserved] of [
  ['concurrency is reserved', 25],
  ['none is reserved', undefined],
] as const) {
  contract({
    action: 'throttle-function',
    when,
    world: async (lab) => {
      const input = { RoleName: 'thumbnails', AssumeRolePolicyDocument: TRUST };
      const { Role } = await lab.of(IAMClient).send(new CreateRoleCommand(input));
      const lambda = lab.of(LambdaClient);
      await lambda.send(
        new CreateFunctionCommand({
          ...{ FunctionName, Role: Role?.Arn, Runtime: 'nodejs22.x', Handler: 'index.handler' },
          Code: { ZipFile: EMPTY_ZIP },
        }),
      );
      if (reserved !== undefined) {
        const ReservedConcurrentExecutions = reserved;
        await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
      }
      return { kind: 'function', id: FunctionName };
    },
    read: async (lab) => {
      const answer = await lab.of(LambdaClient).send(new GetFunctionConcurrencyCommand({ FunctionName }));
      return { reserved: answer.ReservedConcurrentExecutions ?? 'none' };
    },
    contained: (seen) => expect(seen).toEqual({ reserved: 0 }),
    release: 'restores',
  });
}
