/** Termination and stop protection of an instance: what stopping and terminating have to lift first. */

import { DescribeInstanceAttributeCommand, type EC2Client, ModifyInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import type { Step } from '../action.ts';
import { awsStep } from './steps.ts';

/** EC2's names of the two attributes. */
export type Protection = 'DisableApiTermination' | 'DisableApiStop';

const WORDS = { DisableApiTermination: 'termination', DisableApiStop: 'being stopped' } as const;

export async function isProtected(
  ec2: EC2Client,
  InstanceId: string,
  protection: Protection,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const Attribute = protection === 'DisableApiStop' ? 'disableApiStop' : 'disableApiTermination';
  const answer = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }), { abortSignal });
  return answer[protection]?.Value ?? false;
}

/** Sets one protection; one attribute per call (EC2 API reference, *ModifyInstanceAttribute*). */
export function protectionStep(ec2: EC2Client, InstanceId: string, protection: Protection, on: boolean): Step {
  const words = (is: boolean) => `${is ? 'protected from' : 'open to'} ${WORDS[protection]}`;
  const name = protection === 'DisableApiStop' ? 'stop' : 'termination';
  return awsStep({
    id: `${on ? 'protect' : 'lift'}:${name}`,
    call: 'ModifyInstanceAttribute',
    on: InstanceId,
    prior: words(!on),
    wanted: words(on),
    make: (abortSignal) =>
      ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, [protection]: { Value: on } }), { abortSignal }),
    holds: async (signal) => (await isProtected(ec2, InstanceId, protection, signal)) === on,
  });
}
