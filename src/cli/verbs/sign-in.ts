/** `sign-in PERSON`: a one-time link, for installations where people cannot simply name themselves. */

import { Command } from 'commander';
import { addPerson, createToken, idOfName } from '../../store/people.ts';
import { print, withStore } from '../with-store.ts';

const LIFETIME_MS = 15 * 60_000;

export function signIn(): Command {
  return new Command('sign-in')
    .description('print a one-time sign-in link for a person, valid for 15 minutes')
    .argument('<person>', 'id or name; made if unknown')
    .option('--json', 'as JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const link = await withStore(async ({ store, config }) => {
        const person = await addPerson(store.db, { id: idOfName(name), name });
        const secret = await createToken(
          store.db,
          { name: `sign-in ${person.id}`, scope: `sign-in:${person.id}` },
          LIFETIME_MS,
        );
        return `${config.baseUrl ?? `http://${config.host}:${config.port}`}/sign-in/${secret}`;
      });
      print(json, { link }, link);
    });
}
