/** Classic load balancers, which know their instances by id. */

import {
  DeregisterInstancesFromLoadBalancerCommand,
  type ElasticLoadBalancingClient,
  paginateDescribeLoadBalancers,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import type { Step } from '../../action.ts';
import { awsStep } from '../steps.ts';

/** Names of those that send traffic to the instance. */
export async function balancersOf(
  elb: ElasticLoadBalancingClient,
  id: string,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  const pages = paginateDescribeLoadBalancers({ client: elb }, {}, { abortSignal });
  for await (const { LoadBalancerDescriptions = [] } of pages) {
    for (const { LoadBalancerName: name = '', Instances = [] } of LoadBalancerDescriptions) {
      if (Instances.some(({ InstanceId }) => InstanceId === id)) found.push(name);
    }
  }
  return found.sort();
}

export function balancerStep(elb: ElasticLoadBalancingClient, id: string, name: string, registered: boolean): Step {
  const [out, in_] = [`not behind ${name}`, `behind ${name}`];
  const input = { LoadBalancerName: name, Instances: [{ InstanceId: id }] };
  return awsStep({
    id: `${registered ? 'register' : 'deregister'}:classic:${name}`,
    call: registered ? 'RegisterInstancesWithLoadBalancer' : 'DeregisterInstancesFromLoadBalancer',
    on: id,
    prior: registered ? out : in_,
    wanted: registered ? in_ : out,
    make: (abortSignal) =>
      registered
        ? elb.send(new RegisterInstancesWithLoadBalancerCommand(input), { abortSignal })
        : elb.send(new DeregisterInstancesFromLoadBalancerCommand(input), { abortSignal }),
    holds: async (signal) => (await balancersOf(elb, id, signal)).includes(name) === registered,
  });
}
