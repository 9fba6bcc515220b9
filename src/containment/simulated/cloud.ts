/** The simulated cloud as one thing: a journal of what was asked of it, and the world that follows from it. */

import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { live } from './attacker.ts';
import { CALLS } from './calls.ts';
import { SEEDS } from './seeds.ts';
import { ApiFault, type Attacker, emptyWorld, type World } from './world.ts';

/** A change that was asked for and made, as it stands in the journal. */
export interface JournalEntry {
  readonly at: number;
  readonly call: string;
  readonly input: unknown;
  readonly requestId: string;
}

export interface Cloud {
  /** Answers a call as the provider would. Throws `ApiFault`. */
  call(name: string, input: unknown): { readonly result: unknown; readonly requestId: string };
  seed(name: string): void;
  /** Every change ever made, for whoever wants to count. */
  records(): readonly JournalEntry[];
  attackers(): readonly Attacker[];
  close(): void;
}

export interface CloudOptions {
  readonly dataDir: string;
  readonly propagationMs: number;
  /** Milliseconds without a success after which the attacker gives a means up. */
  readonly patienceMs?: number;
  readonly now?: () => Date;
}

/** Opens the cloud, living again through its journal. A change is on disk before it is answered. */
export async function openCloud({
  dataDir,
  propagationMs,
  patienceMs = 15_000,
  now = () => new Date(),
}: CloudOptions): Promise<Cloud> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'simulated-cloud.jsonl');
  const world = emptyWorld(propagationMs, patienceMs);
  const journal = readJournal(path);
  for (const entry of journal) apply(world, entry);
  const file = openSync(path, 'a');

  function write(entry: JournalEntry): void {
    writeSync(file, `${JSON.stringify(entry)}\n`);
    fsyncSync(file);
    journal.push(entry);
  }

  return {
    call: (name, input) => {
      const call = CALLS[name];
      if (!call) throw new ApiFault('InvalidAction', `There is no call ${name}.`);
      const at = now().getTime();
      live(world, at);
      const requestId = `req-${at.toString(36)}-${journal.length.toString(36)}-${Math.floor(Math.random() * 1e6).toString(36)}`;
      const result = call.run(world, input, at);
      if (call.changes) write({ at, call: name, input, requestId });
      return { result, requestId };
    },
    seed: (name) => {
      if (!SEEDS[name])
        throw new ApiFault('InvalidSeed', `There is no seed ${name}. Seeds: ${Object.keys(SEEDS).join(', ')}.`);
      if (world.seeds.includes(name)) return;
      const entry = { at: now().getTime(), call: 'seed', input: name, requestId: `seed-${name}` };
      apply(world, entry);
      write(entry);
    },
    records: () => journal,
    attackers: () => {
      live(world, now().getTime());
      return world.attackers;
    },
    close: () => closeSync(file),
  };
}

function apply(world: World, { at, call, input }: JournalEntry): void {
  live(world, at);
  if (call !== 'seed') {
    CALLS[call]?.run(world, input, at);
    return;
  }
  const name = String(input);
  SEEDS[name]?.(world, at);
  world.seeds.push(name);
}

/** A last line cut short by a crash was never answered: it is left out, and overwritten by nothing. */
function readJournal(path: string): JournalEntry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line): JournalEntry[] => {
    try {
      return line ? [JSON.parse(line) as JournalEntry] : [];
    } catch {
      return [];
    }
  });
}
