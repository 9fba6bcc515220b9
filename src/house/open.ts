/** Opens the house by role, floor by floor, and closes it in the opposite order. The only place that knows every room. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Card } from '../chat/card.ts';
import type { Converse } from '../chat/converse.ts';
import type { Config } from '../config.ts';
import { createGuards, DEFAULT_GUARDS } from '../containment/guards.ts';
import { type Catalogue, createCatalogue } from '../containment/index.ts';
import { createSimulatedClient } from '../containment/simulated/client.ts';
import { startSimulatedCloud } from '../containment/simulated/server.ts';
import { listenForChanges } from '../engine/changes.ts';
import { createDeclare } from '../engine/declare.ts';
import { createDeliver } from '../engine/deliver.ts';
import { createEngine, type Engine } from '../engine/handle.ts';
import { createIntake } from '../engine/intake.ts';
import { startRelay } from '../engine/relay.ts';
import { startTimers } from '../engine/timers.ts';
import { createTriage } from '../engine/triage.ts';
import { createVerdicts } from '../engine/verdicts.ts';
import { EVIDENCE_KINDS } from '../evidence/collectors/index.ts';
import { openDirectoryVault } from '../evidence/directory-vault.ts';
import type { Vault } from '../evidence/vault.ts';
import { createApp } from '../http/app.ts';
import { loadPlaybooks } from '../playbooks/library.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import { type JobQueue, migrateQueue, openQueue } from '../queue/open.ts';
import { createContainment } from '../reactions/containment.ts';
import { createDocuments } from '../reactions/documents.ts';
import { createGathering } from '../reactions/gathering.ts';
import { findReaction, reactionsTo } from '../reactions/index.ts';
import { loadStorylines, type Storyline } from '../readiness/storyline.ts';
import { createRoom } from '../room/platform.ts';
import { roomRoutes } from '../room/routes.ts';
import { alertById } from '../store/alerts.ts';
import { startEmbedded } from '../store/embedded.ts';
import { createLedger } from '../store/ledger.ts';
import { migrate } from '../store/migrate.ts';
import { openStore, type Store } from '../store/open.ts';
import { addPerson } from '../store/people.ts';
import { createRoomMemory } from '../store/room-memory.ts';
import { confirmSubscription } from './confirm.ts';
import { createConversing } from './conversing.ts';
import { createDoors } from './doors.ts';
import { createHttpHouse } from './http-house.ts';
import { createRoomHouse } from './room-house.ts';
import { createStage } from './stage.ts';
import { createSurroundings } from './surroundings.ts';

export interface House extends AsyncDisposable {
  readonly store: Store;
  readonly engine: Engine;
  readonly vault: Vault;
  readonly queue: JobQueue;
  readonly converse: Converse;
  readonly catalogue: Catalogue;
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  readonly storylines: readonly Storyline[];
  /** Where the pages are; undefined on a process that serves none. */
  readonly url: string | undefined;
  readonly version: string;
  /** Where the simulated cloud answers. */
  readonly simulatedUrl: string;
}

/** Milliseconds a claimed step is a worker's own; a killed worker's step is taken over after it. */
const LEASE_MS = 15_000;
const POLL_MS = 250;
/** Reactions at work at once in one process. */
const CONCURRENCY = 10;

export const VERSION: string = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
).version;

/** Throws `CordonError` with a remedy when something it stands on is missing; what was opened by then is closed. */
export async function openHouse(config: Config, log: Log): Promise<House> {
  const opened = new AsyncDisposableStack();
  try {
    const house = await build(config, log, opened);
    return { ...house, [Symbol.asyncDispose]: () => opened.disposeAsync() };
  } catch (fault) {
    await opened.disposeAsync();
    throw fault;
  }
}

async function build(
  config: Config,
  log: Log,
  opened: AsyncDisposableStack,
): Promise<Omit<House, typeof Symbol.asyncDispose>> {
  const doors = createDoors(config.sources);
  const databaseUrl = config.databaseUrl ?? opened.use(await startEmbedded(config.dataDir, log)).url;
  await migrate(databaseUrl);
  await migrateQueue({ redisUrl: config.redisUrl, postgresUrl: databaseUrl });
  const store = opened.use(openStore({ url: databaseUrl, log }));
  const queue = opened.use(openQueue({ redisUrl: config.redisUrl, postgresUrl: databaseUrl, log }));
  const changes = opened.use(await listenForChanges(databaseUrl, log));
  const simulatedUrl = config.simulatedCloudUrl ?? opened.use(await startCloud(config)).url;
  const catalogue = createCatalogue({ simulatedUrl });
  const playbooks = await shelf(config, catalogue, log);
  const storylines = loadStorylines();
  const vault = opened.use(await openDirectoryVault(join(config.dataDir, 'vault')));
  await welcomeRosters(store, config);

  const engine = createEngine({ store, reactionsTo, log });
  const [firstRoster = 'cloud-security'] = Object.keys(config.rosters);
  const membersOf = (roster: string) => (config.rosters[roster] ?? config.rosters[firstRoster])?.members ?? [];
  const declare = createDeclare({ store, engine, policy: config.policy, membersOf });
  const intake = createIntake({ store, doorOf: doors.find, doorNames: doors.names, confirm: confirmSubscription });
  let url: string | undefined = config.baseUrl;
  const baseUrl = (): string => url ?? `http://${config.host}:${config.port}`;
  const surroundings = createSurroundings({ store, catalogue, playbooks, storylines, baseUrl, prefix: config.prefix });
  const later = (rest: Promise<void>): void => {
    rest.catch((fault: unknown) => log.warn({ err: fault }, 'a later part of a drill failed'));
  };
  const stage = createStage({ store, intake, simulatedUrl });
  const { converse, incidentOf } = createConversing({
    ...{ store, engine, declare, playbooks, storylines, stage, surroundings, later },
    roster: firstRoster,
  });
  const memory = createRoomMemory<Card>(store.db);

  if (config.role !== 'web') {
    const client = createSimulatedClient(simulatedUrl);
    const reach = {
      handle: engine.handle,
      platforms: [createRoom({ memory, baseUrl: baseUrl() })],
      containment: createContainment({
        catalogue,
        ledger: createLedger(store.db),
        guards: createGuards(DEFAULT_GUARDS),
        leaseMs: LEASE_MS,
        pollMs: POLL_MS,
      }),
      evidence: createGathering({
        vault,
        callOf: () => client.call,
        alert: async (id) => ({
          body: (await alertById(store.db, id))?.body ?? new Uint8Array(),
          mediaType: 'application/json',
        }),
        pollMs: POLL_MS,
      }),
      documents: createDocuments(store),
      playbooks,
      baseUrl: baseUrl(),
    };
    const deliver = createDeliver({
      store,
      engine,
      log,
      react: async (name, delivery) => findReaction(name)?.react(delivery, reach),
    });
    const triage = createTriage({
      store,
      engine,
      declare,
      rules: config.routing,
      windowMinutes: config.correlationWindowMinutes,
      log,
    });
    opened.use(
      queue.work(
        { reaction: ({ delivery }, attempt) => deliver(delivery, attempt), triage: async () => void (await triage()) },
        CONCURRENCY,
      ),
    );
    opened.use(startRelay({ store, queue, changes, log }));
    opened.use(startTimers({ store, handle: engine.handle, log }));
  }

  if (config.role !== 'worker') {
    const exporting = { store, vault, version: VERSION };
    const verdicts = createVerdicts({ store, engine, declare, rules: config.routing });
    const httpHouse = createHttpHouse({
      ...{ config, store, queue, intake, converse, incidentOf, exporting, log },
      baseUrl: baseUrl(),
    });
    const roomHouse = createRoomHouse({
      ...{
        config,
        store,
        engine,
        queue,
        changes,
        converse,
        incidentOf,
        playbooks,
        storylines,
        memory,
        surroundings,
        exporting,
        verdicts,
      },
      baseUrl,
    });
    const app = await createApp({ ...httpHouse, pages: roomRoutes(roomHouse) });
    opened.defer(() => app.close());
    const address = await listen(app, config);
    url ??= address;
  }
  return {
    store,
    engine,
    vault,
    queue,
    converse,
    catalogue,
    playbooks,
    storylines,
    url,
    version: VERSION,
    simulatedUrl,
  };
}

function startCloud(config: Config) {
  return startSimulatedCloud({
    dataDir: join(config.dataDir, 'simulated'),
    propagationMs: config.simulatedPropagationMs,
  });
}

/** Faulty playbooks are left out and named; the rest is in force. */
async function shelf(config: Config, catalogue: Catalogue, log: Log): Promise<ReadonlyMap<string, LoadedPlaybook>> {
  const { playbooks, faults } = await loadPlaybooks({
    ...(config.playbookDirectory ? { directory: config.playbookDirectory } : {}),
    known: {
      actions: catalogue.actions.map(({ id }) => id),
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

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return (await app.listen({ host, port })).replace('[::1]', 'localhost');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new CordonError('config_invalid', `Cordon cannot listen on ${host}:${port} (${code || cause}).`, {
      remedy:
        code === 'EADDRINUSE'
          ? 'Something else answers there: stop it, or set PORT to another one.'
          : 'Set HOST and PORT to an address of this machine.',
      cause,
    });
  }
}
