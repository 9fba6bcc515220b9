/** The web half of the house: the doors for alerts, the API and the Room's pages. */

import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { CordonError } from '../base/errors.ts';
import type { Config } from '../config/load.ts';
import { createVerdicts } from '../engine/verdicts.ts';
import { createApp } from '../http/app.ts';
import { roomRoutes } from '../room/routes.ts';
import type { ExportOptions } from './export.ts';
import type { Ground } from './ground.ts';
import { createHttpHouse } from './http-house.ts';
import { createInsights } from './insights.ts';
import { createRoomHouse } from './room-house.ts';
import type { Surface } from './surface-house.ts';

/** Listens, and tells the ground where. */
export async function serve(
  ground: Ground,
  surfaces: readonly Surface[],
  version: string,
  opened: AsyncDisposableStack,
): Promise<void> {
  const { config, store, engine, declare, vault } = ground;
  const exporting: ExportOptions = { store, vault, version };
  const verdicts = createVerdicts({ store, engine, declare, rules: config.routing });
  const insights = createInsights(store);
  const [roster = ''] = Object.keys(config.rosters);
  const httpHouse = createHttpHouse({ ...ground, exporting, insights });
  const framing = surfaces.map((surface) => surface.framing).find((one) => one !== undefined);
  const framedDoor = framing?.door;
  const roomHouse = createRoomHouse({ ...ground, roster, exporting, insights, verdicts, framedDoor });
  const doors = (await Promise.all(surfaces.map((surface) => surface.hear()))).filter((one) => one !== undefined);
  const pages: FastifyPluginAsync = async (scope) => {
    for (const door of [...doors, roomRoutes(roomHouse)]) await scope.register(door);
  };
  const app = await createApp({ ...httpHouse, framing, pages });
  opened.defer(() => app.close());
  ground.listensAt(await listen(app, config));
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return (await app.listen({ host, port })).replace('[::1]', 'localhost');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new CordonError('config_invalid', `Cordon cannot listen on ${host}:${port} (${code || cause}).`, {
      remedy:
        code === 'EADDRINUSE'
          ? 'Something else answers there: stop it, or set PORT to another one.'
          : 'Set HOST and PORT to an address of this machine.',
      cause,
    });
  }
}
