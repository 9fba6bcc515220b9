/** `verify BUNDLE`: checks chain and manifest offline; exit 1 and the first broken event when anything was altered. */

import { Command } from 'commander';
import { verifyBundle } from '../../evidence/verify-bundle.ts';
import { print } from '../with-store.ts';

interface Options {
  readonly head?: string;
  readonly json?: boolean;
}

export function verify(): Command {
  return new Command('verify')
    .description('check a bundle offline')
    .argument('<bundle>', 'path of the zip')
    .option('--head <hash>', 'the chain head you know from the channel or the post-mortem')
    .option('--json', 'as JSON')
    .action(async (path: string, { head, json }: Options) => {
      const verdict = await verifyBundle(path, head ? { head } : {});
      if (verdict.ok) {
        print(
          json,
          verdict,
          [
            `The bundle holds: ${verdict.events} events, ${verdict.files} files, head ${verdict.head}`,
            ...verdict.disposed.map(
              ({ key, name, at, people }) => `  ${key} ${name}: disposed of on ${at} by ${people.join(' and ')}`,
            ),
          ].join('\n'),
        );
        return;
      }
      const { faults, firstBrokenEvent } = verdict;
      const lines = faults.map(({ where, what }) => `  ${where}: ${what}`);
      const first = firstBrokenEvent === undefined ? [] : [`First broken event: ${firstBrokenEvent}`];
      print(json, verdict, ['The bundle was altered.', ...first, ...lines].join('\n'));
      process.exitCode = 1;
    });
}
