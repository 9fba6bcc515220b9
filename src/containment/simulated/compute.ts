/** EC2 of the simulated cloud: interfaces, security groups, and flows that outlive a careless change of them. */

import { found, type Instance, newId, type SecurityGroup, type Snapshot, type World } from './world.ts';

export function instanceNamed(world: World, id: string): Instance {
  return found(
    world.instances.find((instance) => instance.id === id),
    'InvalidInstanceID.NotFound',
    `Instance ${id}`,
  );
}

export function groupNamed(world: World, id: string): SecurityGroup {
  return found(
    world.groups.find((group) => group.id === id),
    'InvalidGroup.NotFound',
    `Security group ${id}`,
  );
}

/**
 * Sets the groups of one interface. A flow allowed by an all-traffic group stops being tracked; one that is not
 * tracked is cut as soon as no group allows it; one that is tracked lives on.
 */
export function setGroups(world: World, interfaceId: string, groups: readonly string[], at: number): void {
  const instance = found(
    world.instances.find((one) => one.interfaces.some(({ id }) => id === interfaceId)),
    'InvalidNetworkInterfaceID.NotFound',
    `Network interface ${interfaceId}`,
  );
  const allows = groups.map((id) => groupNamed(world, id).allows);
  for (const one of instance.interfaces) if (one.id === interfaceId) one.groups = [...groups];
  for (const flow of instance.connections) {
    if (flow.interfaceId !== interfaceId || flow.closedAt !== undefined) continue;
    if (allows.includes('open')) flow.tracked = false;
    else if (allows.every((one) => one === 'none') && !flow.tracked) flow.closedAt = at;
  }
}

/** An interface that lets something new through; a flow over it is tracked unless all traffic is allowed. */
export function openInterface(
  world: World,
  instance: Instance,
): { readonly id: string; readonly tracked: boolean } | undefined {
  if (instance.state !== 'running') return undefined;
  for (const { id, groups } of instance.interfaces) {
    const allows = groups.map((group) => groupNamed(world, group).allows);
    if (allows.some((one) => one !== 'none')) return { id, tracked: !allows.includes('open') };
  }
  return undefined;
}

/** Whether anything new can get through to or from the instance. */
export function isReachable(world: World, instance: Instance): boolean {
  return openInterface(world, instance) !== undefined;
}

export function createGroup(world: World, group: Omit<SecurityGroup, 'id'>): SecurityGroup {
  const made = { ...group, id: newId(world, 'sg-') };
  world.groups.push(made);
  return made;
}

/** Snapshots of all volumes: their point in time is fixed now, they are complete some seconds later. */
export function createSnapshots(
  world: World,
  instance: Instance,
  tags: Record<string, string>,
  at: number,
): readonly Snapshot[] {
  const made = instance.volumes.map((volume) => ({
    id: newId(world, 'snap-'),
    volume,
    instance: instance.id,
    startedAt: at,
    completesAt: at + SNAPSHOT_MS,
    tags,
  }));
  world.snapshots.push(...made);
  return made;
}

const SNAPSHOT_MS = 1500;
