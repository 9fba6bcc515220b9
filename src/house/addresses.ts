/** Where e-mail reaches a person. */

import type { Config } from '../config/load.ts';
import type { Person } from '../incident/actor.ts';

/** As rosters say, or as the sections of the platforms know them; else an id that is an address itself. */
export function addressBook({
  rosters,
  slack,
  teams,
}: Pick<Config, 'rosters' | 'slack' | 'teams'>): (person: Pick<Person, 'id'>) => string | undefined {
  const known = [slack.people, teams.people].flatMap((people) => Object.entries(people));
  const found = new Map(known.map(([email, id]) => [id, email]));
  for (const { members } of Object.values(rosters))
    for (const { id, email } of members) if (email) found.set(id, email);
  return ({ id }) => found.get(id) ?? (id.includes('@') ? id : undefined);
}
