/** The chat surfaces that are connected: always the Room, and each platform that is configured. */

import type { ChatPlatform } from '../chat/platform.ts';
import { createRoom } from '../room/platform.ts';
import type { Ground } from './ground.ts';
import { openSlack } from './slack.ts';
import type { Surface } from './surface-house.ts';
import { openTeams } from './teams.ts';

export async function openSurfaces(ground: Ground, opened: AsyncDisposableStack): Promise<readonly Surface[]> {
  const all = [await openSlack(ground, opened), await openTeams(ground, opened)];
  return all.filter((one) => one !== undefined);
}

/** Every platform, the Room first: what happens is seen there at once, whatever the others do. */
export function platformsOf({ memory, baseUrl }: Ground, surfaces: readonly Surface[]): readonly ChatPlatform[] {
  return [createRoom({ memory, baseUrl: baseUrl() }), ...surfaces.map(({ platform }) => platform)];
}
