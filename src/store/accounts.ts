/** Who is who on a platform. */

import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Person } from '../incident/actor.ts';
import type { Database } from './open.ts';
import { addPerson } from './people.ts';
import { people } from './schema/people.ts';
import { surfaceAccounts as accounts } from './schema/surfaces.ts';

export function createAccounts(db: Database, platform: string) {
  async function peopleOf(wanted: readonly string[]): Promise<ReadonlyMap<string, Person>> {
    const rows = await db
      .select({ account: accounts.account, id: people.id, name: people.name })
      .from(accounts)
      .innerJoin(people, eq(people.id, accounts.personId))
      .where(and(eq(accounts.platform, platform), inArray(accounts.account, [...wanted])));
    return new Map(rows.map(({ account, id, name }) => [account, { id, name }]));
  }
  /** Of several accounts of one person the one that was seen last. */
  async function accountsOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await db
      .select({ account: accounts.account, id: accounts.personId })
      .from(accounts)
      .where(and(eq(accounts.platform, platform), inArray(accounts.personId, [...ids])))
      .orderBy(asc(accounts.seenAt));
    return new Map(rows.map(({ account, id }) => [id, account]));
  }

  return {
    personOf: async (account: string): Promise<Person | undefined> => (await peopleOf([account])).get(account),
    peopleOf,
    accountOf: async (personId: string): Promise<string | undefined> => (await accountsOf([personId])).get(personId),
    accountsOf,
    know: async (account: string, person: Person): Promise<Person> => {
      const known = await addPerson(db, person);
      const row = { platform, account, personId: known.id, name: known.name, seenAt: new Date() };
      await db
        .insert(accounts)
        .values(row)
        .onConflictDoUpdate({ target: [accounts.platform, accounts.account], set: row });
      return known;
    },
  };
}
