/** The ground that workers and pages both stand on: database, queue, vault, catalogue, engine, and what is said to it. */

import { join } from 'node:path';
import { faultText } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import type { Card } from '../chat/card.ts';
import type { Talk } from '../chat/talk.ts';
import type { Config } from '../config/load.ts';
import type { Catalogue } from '../containment/index.ts';
import { startSimulatedCloud } from '../containment/simulated/server.ts';
import { type Changes, listenForChanges } from '../engine/changes.ts';
import { createDeclare, type Declare } from '../engine/declare.ts';
import { createEngine, type Engine } from '../engine/handle.ts';
import { createIntake, type Intake } from '../engine/intake.ts';
import { EVIDENCE_KINDS } from '../evidence/collectors/index.ts';
import type { Vault } from '../evidence/vault.ts';
import type { Person } from '../incident/actor.ts';
import { ROOM } from '../incident/sides.ts';
import { loadPlaybooks } from '../playbooks/library.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import { loadTemplates, type Templates } from '../postmortem/template.ts';
import { type JobQueue, migrateQueue, openQueue } from '../queue/open.ts';
import { reactionsTo } from '../reactions/index.ts';
import { loadStorylines, type Storyline } from '../readiness/storyline.ts';
import type { RoomMemory } from '../room/memory.ts';
import { startEmbedded } from '../store/embedded.ts';
import { migrate } from '../store/migrate.ts';
import { openStore, type Store } from '../store/open.ts';
import { addPerson } from '../store/people.ts';
import { createRoomMemory } from '../store/room-memory.ts';
import { createRunnerOrders } from '../store/runner-orders.ts';
import { type Clouds, openClouds } from './clouds.ts';
import { confirmSubscription } from './confirm.ts';
import { type Conversing, createConversing } from './conversing.ts';
import { createDoors } from './doors.ts';
import { createPasses, type Passes } from './passes.ts';
import { createStage } from './stage.ts';
import { createSurroundings, type ReadSurroundings } from './surroundings.ts';
import { openTalk } from './talk.ts';
import { openVault } from './vault.ts';

export interface Ground extends Conversing {
  readonly config: Config;
  readonly log: Log;
  readonly store: Store;
  readonly queue: JobQueue;
  readonly changes: Changes;
  readonly clouds: Clouds;
  readonly catalogue: Catalogue;
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  readonly templates: Templates;
  readonly storylines: readonly Storyline[];
  readonly vault: Vault;
  readonly engine: Engine;
  readonly declare: Declare;
  readonly intake: Intake;
  readonly surroundings: ReadSurroundings;
  readonly memory: RoomMemory;
  readonly talk: Talk;
  readonly passes: Passes;
  /** People of a roster; of the first one, where there is none of that name. */
  readonly rosterMembers: (roster: string) => readonly Person[];
  /** Where the simulated cloud answers. */
  readonly simulatedUrl: string;
  /** Where people reach the Room: the configured address, or the one listened on. */
  readonly baseUrl: () => string;
  /** Told once it is known where the pages are. */
  readonly listensAt: (url: string) => void;
}

/** Throws `CordonError` with a remedy when something is missing; what was opened by then is in `opened`. */
export async function openGround(config: Config, log: Log, opened: AsyncDisposableStack): Promise<Ground> {
  const doors = createDoors(config.sources);
  const databaseUrl = config.databaseUrl ?? opened.use(await startEmbedded(config.dataDir, log)).url;
  await migrate(databaseUrl);
  await migrateQueue({ redisUrl: config.redisUrl, postgresUrl: databaseUrl });
  const store = opened.use(openStore({ url: databaseUrl, log }));
  const queue = opened.use(openQueue({ redisUrl: config.redisUrl, postgresUrl: databaseUrl, log }));
  const changes = opened.use(await listenForChanges(databaseUrl, log));
  const simulatedUrl = config.simulatedCloudUrl ?? opened.use(await startCloud(config)).url;
  const clouds = opened.use(openClouds(config, simulatedUrl, createRunnerOrders(store.db)));
  const { catalogue, providerOf } = clouds;
  const playbooks = await shelf(config, catalogue, log);
  const templates = await templatesOf(config, log);
  const storylines = loadStorylines();
  const vault = opened.use(await openVault(config, clouds.aws));
  await welcomeRosters(store, config);

  const engine = createEngine({ store, reactionsTo, log });
  const [firstRoster = 'cloud-security'] = Object.keys(config.rosters);
  const rosterMembers = (roster: string) => (config.rosters[roster] ?? config.rosters[firstRoster])?.members ?? [];
  const declare = createDeclare({ store, engine, policy: config.policy, membersOf: rosterMembers });
  const intake = createIntake({ store, doorOf: doors.find, doorNames: doors.names, confirm: confirmSubscription });
  let url = config.baseUrl;
  const baseUrl = (): string => url ?? `http://${config.host}:${config.port}`;
  const surroundings = createSurroundings({
    ...{ store, catalogue, providerOf, playbooks, templates, storylines, baseUrl },
    platforms: connected(config),
    ...{ prefix: config.prefix, publishers: config.publishers, trackers: config.trackers },
  });
  const later = (rest: Promise<void>): void => {
    rest.catch((fault: unknown) => log.warn({ err: fault }, 'a later part of a drill failed'));
  };
  const stage = createStage({ store, intake, simulatedUrl });
  const conversing = createConversing({
    ...{ store, engine, declare, playbooks, storylines, stage, surroundings, later },
    roster: firstRoster,
  });
  return {
    ...{
      config,
      log,
      store,
      queue,
      changes,
      catalogue,
      playbooks,
      templates,
      storylines,
      vault,
      engine,
      declare,
      intake,
    },
    ...{ surroundings, rosterMembers, simulatedUrl, baseUrl, clouds },
    ...conversing,
    memory: createRoomMemory<Card>(store.db),
    talk: openTalk(store),
    passes: createPasses({ config, store, baseUrl }),
    listensAt: (address) => {
      url ??= address;
    },
  };
}

/** Platforms that can be sides of an incident here. */
function connected({ slack, teams }: Config): readonly string[] {
  return [ROOM, ...(slack.botToken ? ['slack'] : []), ...(teams.appId ? ['teams'] : [])];
}

function startCloud(config: Config) {
  return startSimulatedCloud({
    dataDir: join(config.dataDir, 'simulated'),
    propagationMs: config.simulatedPropagationMs,
  });
}

/** Faulty templates are left out and named; ours of the same type stays in force. */
async function templatesOf(config: Config, log: Log): Promise<Templates> {
  const templates = await loadTemplates(config.templateDirectory);
  for (const fault of templates.faults) log.warn({ fault: faultText(fault) }, 'a template has a fault');
  return templates;
}

/** Faulty playbooks are left out and named; the rest is in force. */
async function shelf(config: Config, catalogue: Catalogue, log: Log): Promise<ReadonlyMap<string, LoadedPlaybook>> {
  const { playbooks, faults } = await loadPlaybooks({
    ...(config.playbookDirectory ? { directory: config.playbookDirectory } : {}),
    known: {
      actions: catalogue.names,
      evidenceKinds: EVIDENCE_KINDS,
      roles: config.policy.roles.map(({ id }) => id),
    },
  });
  for (const { file, line, what, fix } of faults) log.warn({ file, line, what, fix }, 'a playbook has a fault');
  return playbooks;
}

/** People of the rosters can be picked at sign-in and named in commands. */
async function welcomeRosters(store: Store, config: Config): Promise<void> {
  for (const { members } of Object.values(config.rosters))
    for (const person of members) await addPerson(store.db, person);
}
