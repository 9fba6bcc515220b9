/** Who is who: people of Cordon and accounts of Slack, matched by e-mail address or as the configuration says. */

import { z } from 'zod';
import type { Accounts } from '../chat/surface.ts';
import type { Person } from '../incident/actor.ts';
import { type Calls, refusalOf } from './calls.ts';

export interface People {
  /** Asks Slack once for whoever is not known yet. */
  personOf(account: string): Promise<Person>;
  /** Those of the accounts whom it needs not ask Slack about. */
  known(accounts: readonly string[]): Promise<ReadonlyMap<string, Person>>;
  /** Undefined for people who are not in this workspace. */
  accountOf(person: Pick<Person, 'id'>): Promise<string | undefined>;
  /** Of those who are in this workspace. */
  accountsOf(people: readonly Pick<Person, 'id'>[]): Promise<readonly string[]>;
}

export interface PeopleOptions {
  readonly calls: Calls;
  readonly accounts: Accounts;
  /** Person's id by e-mail address, where the two differ. */
  readonly byEmail: Readonly<Record<string, string>>;
}

const User = z.object({
  user: z.object({
    id: z.string(),
    name: z.string().optional(),
    real_name: z.string().optional(),
    profile: z.object({ email: z.string().optional(), real_name: z.string().optional() }).optional(),
  }),
});

export function createPeople({ calls, accounts, byEmail }: PeopleOptions): People {
  const emails = new Map(Object.entries(byEmail).map(([email, id]) => [id, email.toLowerCase()]));
  const ids = new Map(Object.entries(byEmail).map(([email, id]) => [email.toLowerCase(), id]));

  async function meet(answer: z.infer<typeof User>): Promise<Person> {
    const { id: account, name, real_name, profile } = answer.user;
    const email = profile?.email?.toLowerCase();
    const id = (email && (ids.get(email) ?? email)) || `slack-${account}`;
    return accounts.know(account, { id, name: real_name || profile?.real_name || name || id });
  }

  async function lookUp(id: string): Promise<string | undefined> {
    const email = emails.get(id) ?? (id.includes('@') ? id : undefined);
    if (!email) return undefined;
    try {
      const found = await calls.call('users.lookupByEmail', { email }, { reads: User });
      await meet(found);
      return found.user.id;
    } catch (fault) {
      if (refusalOf(fault) === 'users_not_found') return undefined;
      throw fault;
    }
  }

  return {
    personOf: async (account) =>
      (await accounts.personOf(account)) ?? meet(await calls.call('users.info', { user: account }, { reads: User })),
    known: accounts.peopleOf,
    accountOf: async ({ id }) => (await accounts.accountOf(id)) ?? lookUp(id),
    accountsOf: async (people) => {
      const known = await accounts.accountsOf(people.map(({ id }) => id));
      const all = await Promise.all(people.map(({ id }) => known.get(id) ?? lookUp(id)));
      return all.filter((one) => one !== undefined);
    },
  };
}
