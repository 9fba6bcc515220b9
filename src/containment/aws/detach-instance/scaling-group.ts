/** The Auto Scaling group of an instance, and leaving and joining it. */

import {
  AttachInstancesCommand,
  type AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DetachInstancesCommand,
} from '@aws-sdk/client-auto-scaling';
import type { Step } from '../../action.ts';
import { awsStep } from '../steps.ts';

export interface Membership {
  readonly group: string;
  /** Whether the group bears one fewer: it shrinks, and a release restores it exactly. */
  readonly shrinks: boolean;
}

/** Null where it belongs to no group, or leaves it already. */
export async function membershipOf(
  scaling: AutoScalingClient,
  id: string,
  abortSignal: AbortSignal,
): Promise<Membership | null> {
  const group = await groupOf(scaling, id, abortSignal);
  if (!group) return null;
  const { desired, least } = await sizeOf(scaling, group, abortSignal);
  return { group, shrinks: desired > least };
}

export async function sizeOf(
  scaling: AutoScalingClient,
  group: string,
  abortSignal: AbortSignal,
): Promise<{ readonly desired: number; readonly least: number }> {
  const ask = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] });
  const { AutoScalingGroups = [] } = await scaling.send(ask, { abortSignal });
  const { DesiredCapacity: desired = 0, MinSize: least = 0 } = AutoScalingGroups[0] ?? {};
  return { desired, least };
}

/** Leaving names whether the group shrinks; joining makes it grow by one (Auto Scaling API, *AttachInstances*). */
export function membershipStep(
  scaling: AutoScalingClient,
  id: string,
  { group, shrinks }: Membership,
  member: boolean,
): Step {
  const [outside, inside] = ['in no group', `in ${group}`];
  const input = { AutoScalingGroupName: group, InstanceIds: [id] };
  return awsStep({
    id: member ? 'attach' : 'detach',
    call: member ? 'AttachInstances' : 'DetachInstances',
    on: id,
    prior: member ? outside : inside,
    wanted: member ? inside : `${outside}; ${group} ${shrinks ? 'shrinks by one' : 'starts a replacement'}`,
    make: (abortSignal) =>
      member
        ? scaling.send(new AttachInstancesCommand(input), { abortSignal })
        : scaling.send(new DetachInstancesCommand({ ...input, ShouldDecrementDesiredCapacity: shrinks }), {
            abortSignal,
          }),
    holds: async (signal) => ((await groupOf(scaling, id, signal)) !== undefined) === member,
  });
}

async function groupOf(scaling: AutoScalingClient, id: string, abortSignal: AbortSignal): Promise<string | undefined> {
  const ask = new DescribeAutoScalingInstancesCommand({ InstanceIds: [id] });
  const { AutoScalingInstances = [] } = await scaling.send(ask, { abortSignal });
  const found = AutoScalingInstances.find(({ InstanceId }) => InstanceId === id);
  return found && !/^Detach/.test(found.LifecycleState ?? '') ? found.AutoScalingGroupName : undefined;
}
