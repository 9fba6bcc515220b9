/** The whole house with Microsoft's Agents Playground at its door, and an incident in the group chat of it. */

import { type Playground, startPlayground } from '../doubles/playground/index.ts';
import { freePort } from './free-port.ts';
import { startTeamsHouse, type TeamsHouse } from './teams-house.ts';

export interface PlaygroundHouse extends TeamsHouse {
  readonly playground: Playground;
}

/** The one group chat that the Playground has: the first incident gets it. */
export const CHAT = '19:playground@thread.v2';

/** Responders 1 to 6, whom the Playground wants, are the roster; the first is the one who types. */
export async function startPlaygroundHouse(): Promise<PlaygroundHouse> {
  const people = [1, 2, 3, 4, 5, 6].map((one) => `responder-${one}`);
  const opened = new AsyncDisposableStack();
  let playground: Playground | undefined;
  const members = people.map((id) => ({ id, name: id.replace('responder-', 'Responder ') }));
  const house = await startTeamsHouse({
    teams: { rates: false, people, chatIds: [CHAT] },
    config: { rosters: { 'cloud-security': { members } } },
    before: async (teams) => {
      playground = await startPlayground({ teams, chat: CHAT, port: await freePort() });
      return playground.environment;
    },
  });
  opened.use(playground);
  opened.use(house);
  return {
    ...house,
    playground: playground as Playground,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
