/** People who come and go in incident channels. */

import type { z } from 'zod';
import type { Fate } from '../../chat/surface.ts';
import type { Desk } from './desk.ts';
import type { ChannelEvent, MembershipEvent, RenameEvent } from './payloads.ts';

export async function hearJoin(
  { house, people, self }: Desk,
  { user, channel, inviter }: z.infer<typeof MembershipEvent>,
): Promise<void> {
  const { userId } = await self();
  if ((await house.numberOf(channel)) === undefined) return;
  const letInBy = inviter && inviter !== userId ? await people.personOf(inviter) : undefined;
  if (user === userId) return house.befell(channel, 'back', letInBy);
  await house.joined(channel, await people.personOf(user), letInBy);
}

export async function hearLeave(
  { house, people, self }: Desk,
  { user, channel }: z.infer<typeof MembershipEvent>,
): Promise<void> {
  if ((await house.numberOf(channel)) === undefined) return;
  if (user === (await self()).userId) return house.befell(channel, 'removed', undefined);
  await house.left(channel, await people.personOf(user));
}

/** What people did to a channel. What the app itself did is known. */
export async function hearFate(
  { house, people, self }: Desk,
  { user, channel }: z.infer<typeof ChannelEvent>,
  fate: Fate,
): Promise<void> {
  if (user === (await self()).userId || (await house.numberOf(channel)) === undefined) return;
  await house.befell(channel, fate, user ? await people.personOf(user) : undefined);
}

/** Cordon never renames a channel itself. */
export async function hearRename({ house }: Desk, { channel }: z.infer<typeof RenameEvent>): Promise<void> {
  if ((await house.numberOf(channel.id)) === undefined) return;
  await house.befell(channel.id, { renamed: channel.name }, undefined);
}
