/** `drill STORYLINE`: plays it on embedded parts; with `--auto` to the very end, without a person. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { CordonError } from '../../base/errors.ts';
import { createLog } from '../../base/log.ts';
import { loadConfig } from '../../config/load.ts';
import { openHouse } from '../../house/open.ts';
import { type Played, playThrough } from '../play-through.ts';
import { print } from '../with-store.ts';

interface Options {
  readonly auto?: boolean;
  readonly out: string;
  readonly json?: boolean;
}

export function drill(): Command {
  return new Command('drill')
    .description('play a storyline through HTTP, the queue and the workers, on a simulated cloud')
    .argument('<storyline>', 'such as stolen-role-session')
    .option('--auto', 'without a person: two actors lead it to the end')
    .option('--out <dir>', 'where post-mortem, bundle and score are written', 'drill')
    .option('--json', 'print the score as JSON')
    .action(async (storyline: string, { auto, out, json }: Options) => {
      if (!auto) {
        throw new CordonError('drill_failed', 'Without --auto a drill is led by people, in the Room.', {
          remedy: 'Start Cordon with npm start and pick the drill there, or add --auto.',
        });
      }
      const played = await onEmbeddedParts(storyline, json === true);
      await save(played, resolve(out));
      print(json, played.score, report(played, resolve(out)));
      if (!played.score.passed) process.exitCode = 1;
    });
}

/** A house of its own in a fresh directory, so that a drill never meets what is real. */
async function onEmbeddedParts(storyline: string, quiet: boolean): Promise<Played> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordon-drill-'));
  try {
    const { DATABASE_URL: _database, CORDON_CONFIG: _config, ...environment } = process.env;
    const config = loadConfig({
      ...environment,
      CORDON_DATA_DIR: dataDir,
      PORT: '0',
      HOST: '127.0.0.1',
      CORDON_ROLE: 'all',
    });
    const house = await openHouse(config, createLog(quiet ? 'silent' : 'warn'));
    try {
      return await playThrough(house, storyline, dataDir, (line) => quiet || console.log(line));
    } finally {
      await house[Symbol.asyncDispose]();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function save({ documents, bundle, score }: Played, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const { name, content } of documents) await writeFile(join(out, name), content);
  await writeFile(join(out, 'bundle.zip'), bundle);
  await writeFile(join(out, 'score.json'), JSON.stringify(score, undefined, 2));
}

function report({ score, number, codename }: Played, out: string): string {
  const stages = score.stages.map(
    ({ stage, happened, shown }) => `  ${happened ? 'ok    ' : 'FAILED'} ${stage}: ${shown}`,
  );
  const intervals = score.intervals.map(
    ({ name, state, seconds, why }) => `  ${name}: ${state === 'ok' ? `${seconds} s` : `${state}, ${why}`}`,
  );
  return [`Drill #${number} ${codename}`, ...stages, 'Intervals', ...intervals, `Written to ${out}`].join('\n');
}
