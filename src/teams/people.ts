/** Who is who: people of Cordon and users of the directory, matched by e-mail address or as the configuration says. */

import { z } from 'zod';
import type { Accounts } from '../chat/surface.ts';
import type { Person } from '../incident/actor.ts';
import type { Bot } from './bot.ts';
import { type Graph, graphRefusal } from './graph.ts';

export interface People {
  /** By object id of the directory. Asks Graph once for whoever is not known yet. */
  personOf(account: string): Promise<Person>;
  /** By the id that Teams uses in conversations of this bot. */
  personAt(conversation: string, id: string): Promise<Person | undefined>;
  /** Object id; undefined for people who are not in this directory. */
  accountOf(person: Pick<Person, 'id'>): Promise<string | undefined>;
}

export interface PeopleOptions {
  readonly graph: Graph;
  readonly bot: Pick<Bot, 'member'>;
  readonly accounts: Accounts;
  /** Person's id by e-mail address, where the two differ. */
  readonly byEmail: Readonly<Record<string, string>>;
}

const User = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

export function createPeople({ graph, bot, accounts, byEmail }: PeopleOptions): People {
  const emails = new Map(Object.entries(byEmail).map(([email, id]) => [id, email.toLowerCase()]));
  const ids = new Map(Object.entries(byEmail).map(([email, id]) => [email.toLowerCase(), id]));

  async function meet({ id: account, displayName, mail, userPrincipalName }: z.infer<typeof User>): Promise<Person> {
    const email = (mail || userPrincipalName || '').toLowerCase();
    const id = (email && (ids.get(email) ?? email)) || `teams-${account}`;
    return accounts.know(account, { id, name: displayName || id });
  }

  const look = (key: string) =>
    graph.call({ method: 'GET', path: `users/${encodeURIComponent(key)}`, on: 'users', reads: User });

  const people: People = {
    personOf: async (account) => (await accounts.personOf(account)) ?? meet(await look(account)),
    personAt: async (conversation, id) => {
      const member = await bot.member(conversation, id);
      return member && people.personOf(member.aadObjectId);
    },
    accountOf: async ({ id }) => {
      const known = await accounts.accountOf(id);
      const email = emails.get(id) ?? (id.includes('@') ? id : undefined);
      if (known || !email) return known;
      try {
        const found = await look(email);
        await meet(found);
        return found.id;
      } catch (fault) {
        if (graphRefusal(fault) === 404) return undefined;
        throw fault;
      }
    },
  };
  return people;
}
