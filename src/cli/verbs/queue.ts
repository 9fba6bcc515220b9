/** `queue dead|retry`: what failed for good, and another try. */

import { Command } from 'commander';
import { deadLetters, reviveDeadLetter } from '../../store/dead-letters.ts';
import { print, withStore } from '../with-store.ts';

export function queue(): Command {
  const verb = new Command('queue').description('look at what failed for good, and try it again');
  verb
    .command('dead')
    .description('list the dead letters')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const dead = await withStore(({ store }) => deadLetters(store.db));
      print(
        json,
        dead,
        dead.map(({ id, reaction, problem }) => `${id}  ${reaction}  ${problem}`).join('\n') || 'No dead letters.',
      );
    });
  verb
    .command('retry')
    .description('try a dead letter again; all of them without an id')
    .argument('[id]')
    .action(async (id: string | undefined) => {
      const revived = await withStore(async ({ store }) => {
        const ids = id ? [id] : (await deadLetters(store.db)).map((one) => one.id);
        const done = await Promise.all(ids.map((one) => reviveDeadLetter(store.db, one)));
        return done.filter(Boolean).length;
      });
      print(false, {}, `${revived} to be tried again.`);
      if (revived === 0) process.exitCode = 1;
    });
  return verb;
}
