/** What actions on an instance read of it. */

import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import type { SimulatedClient } from './client.ts';
import { read } from './steps.ts';

const Instances = z.object({
  Reservations: z.array(
    z.object({
      Instances: z.array(
        z.object({
          InstanceId: z.string(),
          VpcId: z.string(),
          State: z.object({ Name: z.string() }),
          NetworkInterfaces: z.array(z.object({ NetworkInterfaceId: z.string(), Groups: z.array(z.string()) })),
          IamInstanceProfile: z.object({ AssociationId: z.string(), Role: z.string() }).optional(),
          Tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
        }),
      ),
    }),
  ),
});

export interface SeenInstance {
  readonly vpc: string;
  readonly state: string;
  readonly interfaces: readonly { readonly id: string; readonly groups: readonly string[] }[];
  readonly profile: { readonly associationId: string; readonly role: string } | null;
  readonly tags: Readonly<Record<string, string>>;
}

export async function instanceOf(client: SimulatedClient, id: string, signal: AbortSignal): Promise<SeenInstance> {
  const { Reservations } = await read(client, 'DescribeInstances', { InstanceIds: [id] }, Instances, signal);
  const instance = Reservations.flatMap((one) => one.Instances).find(({ InstanceId }) => InstanceId === id);
  if (!instance)
    throw new CordonError('not_found', `Instance ${id} does not exist.`, { remedy: 'Check account and region.' });
  const profile = instance.IamInstanceProfile;
  return {
    vpc: instance.VpcId,
    state: instance.State.Name,
    interfaces: instance.NetworkInterfaces.map(({ NetworkInterfaceId, Groups }) => ({
      id: NetworkInterfaceId,
      groups: Groups,
    })),
    profile: profile ? { associationId: profile.AssociationId, role: profile.Role } : null,
    tags: Object.fromEntries(instance.Tags.map(({ Key, Value }) => [Key, Value])),
  };
}
