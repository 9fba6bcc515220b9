/** Target groups of load balancers that send traffic to an instance, by its id or by an address of it. */

import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  paginateDescribeTargetGroups,
  RegisterTargetsCommand,
  type TargetDescription,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Step } from '../../action.ts';
import { awsStep } from '../steps.ts';

export interface Registration {
  readonly arn: string;
  /** Name of the target group. */
  readonly group: string;
  /** Instance id or address. */
  readonly id: string;
  readonly port: number | null;
  /** Set for addresses outside the zones of the load balancer. */
  readonly zone: string | null;
}

/** All registrations of a host known by `ids`; what drains is still one, because it still gets traffic. */
export async function registrationsOf(
  elb: ElasticLoadBalancingV2Client,
  ids: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly Registration[]> {
  const found: Registration[] = [];
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: elb }, {}, { abortSignal })) {
    for (const { TargetGroupArn: arn = '', TargetGroupName: group = '', TargetType } of TargetGroups) {
      if (TargetType !== 'instance' && TargetType !== 'ip') continue;
      for (const { Target } of await targetsOf(elb, arn, abortSignal)) {
        const { Id: id = '', Port: port = null, AvailabilityZone: zone = null } = Target ?? {};
        if (ids.includes(id)) found.push({ arn, group, id, port, zone });
      }
    }
  }
  return found;
}

/** How many other targets of the group do not drain. */
export async function othersIn(
  elb: ElasticLoadBalancingV2Client,
  { arn, id }: Registration,
  abortSignal: AbortSignal,
): Promise<number> {
  return (await targetsOf(elb, arn, abortSignal)).filter((one) => one.Target?.Id !== id && !drains(one)).length;
}

export function registrationStep(elb: ElasticLoadBalancingV2Client, one: Registration, registered: boolean): Step {
  const { arn, group, id, port, zone } = one;
  const [out, in_] = [`not in ${group}`, `in ${group}${port === null ? '' : ` on port ${port}`}`];
  const target: TargetDescription = {
    Id: id,
    ...(port === null ? {} : { Port: port }),
    ...(zone === null ? {} : { AvailabilityZone: zone }),
  };
  const input = { TargetGroupArn: arn, Targets: [target] };
  return awsStep({
    id: `${registered ? 'register' : 'deregister'}:${group}:${id}:${port ?? ''}`,
    call: registered ? 'RegisterTargets' : 'DeregisterTargets',
    on: id,
    prior: registered ? out : in_,
    wanted: registered ? in_ : out,
    make: (abortSignal) =>
      registered
        ? elb.send(new RegisterTargetsCommand(input), { abortSignal })
        : elb.send(new DeregisterTargetsCommand(input), { abortSignal }),
    holds: async (signal) => {
      const there = (await targetsOf(elb, arn, signal)).some(
        (seen) => seen.Target?.Id === id && (port === null || seen.Target?.Port === port) && !drains(seen),
      );
      return there === registered;
    },
  });
}

async function targetsOf(
  elb: ElasticLoadBalancingV2Client,
  TargetGroupArn: string,
  abortSignal: AbortSignal,
): Promise<readonly TargetHealthDescription[]> {
  const answer = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }), { abortSignal });
  return answer.TargetHealthDescriptions ?? [];
}

/** A target that drains has been told to leave; it is not told again. */
function drains({ TargetHealth }: TargetHealthDescription): boolean {
  return TargetHealth?.State === 'draining';
}
