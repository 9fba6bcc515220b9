/** What actions on an instance read of it. */

import { DescribeInstancesCommand, type EC2Client, type Instance } from '@aws-sdk/client-ec2';
import { CordonError } from '../../base/errors.ts';
import { tagsOf } from './steps.ts';

export interface SeenInterface {
  readonly id: string;
  readonly subnet: string;
  readonly groups: readonly string[];
}

export interface SeenInstance {
  readonly vpc: string;
  readonly state: string;
  /** Every one: a host with two is not contained by one. */
  readonly interfaces: readonly SeenInterface[];
  /** Private addresses of all interfaces, by which load balancers may know it. */
  readonly addresses: readonly string[];
  readonly publicAddress: string | null;
  readonly profile: string | null;
  /** The Auto Scaling group it belongs to, as its tag says. */
  readonly scalingGroup: string | null;
  readonly volumes: readonly { readonly device: string; readonly id: string; readonly dies: boolean }[];
  readonly rootDevice: string;
  /** `spot`, `scheduled`, `capacity-block`; null for one of ordinary life. */
  readonly lifecycle: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** Throws `not_found` for what does not exist, `not_allowed` for what is terminated. */
export async function instanceOf(ec2: EC2Client, id: string, abortSignal: AbortSignal): Promise<SeenInstance> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }), { abortSignal });
  const found = Reservations.flatMap(({ Instances = [] }) => Instances).find(({ InstanceId }) => InstanceId === id);
  if (!found) {
    throw new CordonError('not_found', `Instance ${id} does not exist.`, { remedy: 'Check account and region.' });
  }
  return {
    ...placeOf(found),
    state: found.State?.Name ?? '',
    interfaces: interfacesOf(found),
    addresses: (found.NetworkInterfaces ?? []).flatMap(({ PrivateIpAddresses = [] }) =>
      PrivateIpAddresses.flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
    ),
    volumes: (found.BlockDeviceMappings ?? []).map(({ DeviceName = '', Ebs }) => ({
      device: DeviceName,
      id: Ebs?.VolumeId ?? '',
      dies: Ebs?.DeleteOnTermination ?? false,
    })),
    lifecycle: found.InstanceLifecycle ?? null,
    tags: tagsOf(found.Tags),
  };
}

/** Throws `not_allowed` where nothing is left to act on. */
export async function livingInstance(ec2: EC2Client, id: string, signal: AbortSignal): Promise<SeenInstance> {
  const seen = await instanceOf(ec2, id, signal);
  if (seen.state !== 'terminated' && seen.state !== 'shutting-down') return seen;
  throw new CordonError('not_allowed', `Instance ${id} is ${seen.state}.`, {
    remedy: 'There is nothing left to act on: preserve its volumes and snapshots.',
  });
}

/** The tags that guards look at. Others change while a host is contained, and do not make an approved plan another one. */
export function guardedTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => name === 'ir:protected'));
}

function placeOf(found: Instance) {
  return {
    vpc: found.VpcId ?? '',
    publicAddress: found.PublicIpAddress ?? null,
    profile: found.IamInstanceProfile?.Arn ?? null,
    scalingGroup: tagsOf(found.Tags)['aws:autoscaling:groupName'] ?? null,
    rootDevice: found.RootDeviceType ?? '',
  };
}

function interfacesOf({ NetworkInterfaces = [] }: Instance): readonly SeenInterface[] {
  return NetworkInterfaces.map(({ NetworkInterfaceId = '', SubnetId = '', Groups = [] }) => ({
    id: NetworkInterfaceId,
    subnet: SubnetId,
    groups: Groups.flatMap(({ GroupId }) => GroupId ?? []).sort(),
  })).sort((a, b) => a.id.localeCompare(b.id));
}
