/** The whole house with the fake Teams at its door. */

import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { newId } from '../../src/base/ids.ts';
import { manifestOf } from '../../src/teams/manifest.ts';
import { APPLICATION, OPTIONAL, RSC } from '../../src/teams/permissions.ts';
import { elementsIn } from '../doubles/teams/check-card.ts';
import { type FakeTeams, startTeams, type TeamsOptions } from '../doubles/teams/index.ts';
import { addTeam } from '../doubles/teams/world.ts';
import { startHouse, type TestHouse } from './start-house.ts';

export interface TeamsHouse extends AsyncDisposable {
  readonly teams: FakeTeams;
  readonly test: TestHouse;
}

export interface TeamsHouseOptions {
  readonly teams?: Partial<TeamsOptions>;
  /** Beside what every test has in the section `teams`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Further teams in which the app is installed; their ids stand under `moreTeams`. */
  readonly moreTeams?: readonly string[];
  /** Beside the section `teams`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Beside what Teams needs. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What is to stand beside the fake Teams before the house opens: answers its part of the environment. */
  readonly before?: (teams: FakeTeams) => Promise<Readonly<Record<string, string>>>;
}

export const EVERY_PERMISSION = [APPLICATION, OPTIONAL, RSC].flatMap((one) => Object.keys(one));
/** Kinds of notices that the app package declares. */
export const { activityTypes: ACTIVITY_TYPES } = manifestOf({
  ...{ appId: 'any', baseUrl: 'https://cordon.example.com', version: '1.0.0' },
}).activities;

/** Responders 1 to 6 have accounts; the first three are the roster. */
export async function startTeamsHouse(options: TeamsHouseOptions = {}): Promise<TeamsHouse> {
  const names = ['stranger-1', ...[1, 2, 3, 4, 5, 6].map((one) => `responder-${one}`)];
  const consented = { granted: EVERY_PERMISSION, activityTypes: ACTIVITY_TYPES };
  const teams = await startTeams({ ...consented, people: names, ...options.teams });
  const file = join(tmpdir(), `cordon-${newId()}.yaml`);
  const people = Object.fromEntries(names.map((name) => [`${name}@example.com`, name]));
  const more = (options.moreTeams ?? []).map((name) => addTeam(teams.world, name, teams.world.people).id);
  const section = { announcements: 'General', people, moreTeams: more, ...options.settings };
  await writeFile(file, stringify({ ...options.config, teams: section }));
  const beside = { ...options.environment, ...(await options.before?.(teams)) };
  const test = await startHouse({ CORDON_CONFIG: file, ...teams.environment, ...beside });
  teams.app.endpoint = `${test.url}/api/messages`;
  return {
    teams,
    test,
    [Symbol.asyncDispose]: async () => {
      await test[Symbol.asyncDispose]();
      await teams[Symbol.asyncDispose]();
    },
  };
}

/** Titles of everything that can be pressed on a card. */
export function buttonsIn(card: unknown): readonly string[] {
  return elementsIn(card).flatMap(({ type, title }) => (type.startsWith('Action.') ? [String(title)] : []));
}
