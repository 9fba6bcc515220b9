/** User groups that stand for rosters: whoever is in the group becomes a member of its incidents. */

import { z } from 'zod';
import type { Shown } from '../chat/outbox.ts';
import type { Person } from '../incident/actor.ts';
import type { Calls } from './calls.ts';
import type { People } from './people.ts';

export interface UserGroups {
  /** Takes some of the group in, and answers what is left to do: `before` is what the last time left. */
  enlist(incidentId: string, roster: string, before: string | undefined): Promise<Shown>;
}

export interface UserGroupsOptions {
  readonly calls: Calls;
  readonly people: People;
  /** Handle or id of the group by roster. */
  readonly groups: Readonly<Record<string, string>>;
  enlist(incidentId: string, people: readonly Person[]): Promise<void>;
}

const Groups = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })) });
const Users = z.object({ users: z.array(z.string()) });

/** As many as one invitation takes. */
const BATCH = 100;
/** Slack tells of so many strangers at a time: the conversation must not wait longer for what else is to be shown there. */
const STRANGERS = 10;

export function createUserGroups({ calls, people, groups, enlist }: UserGroupsOptions): UserGroups {
  async function idOf(group: string): Promise<string | undefined> {
    if (/^S[A-Z0-9]{7,}$/.test(group)) return group;
    const { usergroups } = await calls.call('usergroups.list', {}, { reads: Groups });
    return usergroups.find(({ handle }) => handle === group.replace(/^@/, ''))?.id;
  }

  async function accountsOf(roster: string): Promise<readonly string[]> {
    const group = groups[roster];
    const usergroup = group ? await idOf(group) : undefined;
    if (!usergroup) return [];
    return (await calls.call('usergroups.users.list', { usergroup }, { reads: Users })).users;
  }

  return {
    enlist: async (incidentId, roster, before) => {
      const left = before === undefined ? await accountsOf(roster) : before.split(' ').filter(Boolean);
      const batch = left.slice(0, BATCH);
      const known = await people.known(batch);
      const met = batch.filter((account) => !known.has(account)).slice(0, STRANGERS);
      const strangers = await Promise.all(met.map((account) => people.personOf(account)));
      const found = [...known.values(), ...strangers];
      if (found.length > 0) await enlist(incidentId, found);
      const rest = left.filter((account) => !known.has(account) && !met.includes(account));
      return { messages: [], shown: rest.join(' '), unfinished: rest.length > 0 };
    },
  };
}
