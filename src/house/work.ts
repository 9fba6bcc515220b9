/** The worker half of the house: the relay, the queue's workers, triage, the reactions and the timers. */

import { CordonError } from '../base/errors.ts';
import { openMailer } from '../base/mail.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import { createDeliver } from '../engine/deliver.ts';
import { startRelay } from '../engine/relay.ts';
import { startTimers } from '../engine/timers.ts';
import { createTriage } from '../engine/triage.ts';
import { createContainment } from '../reactions/containment.ts';
import { createDocuments } from '../reactions/documents.ts';
import { createGathering } from '../reactions/gathering.ts';
import { findReaction } from '../reactions/index.ts';
import type { Reach } from '../reactions/reaction.ts';
import { alertById } from '../store/alerts.ts';
import { createLedger } from '../store/ledger.ts';
import { declaredCompromised, openIncidentIds } from '../store/views.ts';
import { addressBook } from './addresses.ts';
import { alikeTo } from './alike.ts';
import { createCollecting } from './collecting.ts';
import { startDigests } from './digests.ts';
import type { Ground } from './ground.ts';
import { createSettle } from './settling.ts';
import type { Surface } from './surface-house.ts';
import { platformsOf } from './surfaces.ts';
import { startTrackerWatch } from './tracker-watch.ts';

const POLL_MS = 250;
/** Reactions at work at once in one process. */
const CONCURRENCY = 10;

export function startWork(ground: Ground, surfaces: readonly Surface[], opened: AsyncDisposableStack): void {
  const { config, log, store, queue, changes, engine, declare } = ground;
  const reach = reachOf(ground, surfaces);
  const deliver = createDeliver({
    store,
    engine,
    log,
    react: async (name, delivery) => findReaction(name)?.react(delivery, reach),
  });
  const triage = createTriage({
    ...{ store, engine, declare, log },
    rules: config.routing,
    windowMinutes: config.correlationWindowMinutes,
    storms: config.storms,
  });
  opened.use(
    queue.work(
      { reaction: ({ delivery }, attempt) => deliver(delivery, attempt), triage: async () => void (await triage()) },
      CONCURRENCY,
    ),
  );
  for (const surface of surfaces) surface.carry();
  opened.use(startRelay({ store, queue, changes, log }));
  opened.use(startTimers({ store, handle: engine.handle, log }));
  opened.use(startTrackerWatch({ store, handle: engine.handle, trackers: config.trackers, log }));
  opened.use(
    startDigests({
      ...{ store, log, load: engine.load, platforms: reach.sides.platforms, baseUrl: ground.baseUrl },
      mailer: config.mail && openMailer(config.mail),
      addressOf: addressBook(config),
      settings: config.digest,
    }),
  );
}

/** Everything reactions may touch. */
function reachOf(ground: Ground, surfaces: readonly Surface[]): Reach {
  const { config, store, catalogue, clouds, vault, engine, playbooks, simulatedUrl } = ground;
  const { guards, providerOf } = clouds;
  const platforms = platformsOf(ground, surfaces);
  return {
    handle: engine.handle,
    sides: { platforms, mark: ground.talk.mark, mailPass: ground.passes.mail },
    others: {
      declared: () => declaredCompromised(store.db),
      open: () => openIncidentIds(store.db),
      alike: (incident) => alikeTo(store, incident),
    },
    containment: createContainment({
      ...{ catalogue, guards, providerOf },
      ledger: createLedger(store.db),
      leaseMs: config.leaseMs,
      pollMs: POLL_MS,
      settle: createSettle({
        aws: clouds.aws,
        bodyOf: async (id) => Buffer.from((await alertById(store.db, id))?.body ?? '').toString(),
      }),
    }),
    evidence: createGathering({
      vault,
      providerOf,
      ...createCollecting({ aws: clouds.aws, simulatedUrl, settings: config.evidence }),
      alert: async (id) => ({
        body: (await alertById(store.db, id))?.body ?? new Uint8Array(),
        mediaType: 'application/json',
      }),
      file: (platform, id, signal) => fileOf(platforms, platform, id, signal),
      pollMs: POLL_MS,
    }),
    documents: createDocuments({
      store,
      publishers: config.publishers,
      trackers: config.trackers,
      templates: ground.templates,
      baseUrl: ground.baseUrl,
    }),
    playbooks,
    baseUrl: ground.baseUrl(),
  };
}

async function fileOf(platforms: readonly ChatPlatform[], id: string, file: string, signal: AbortSignal) {
  const platform = platforms.find((one) => one.id === id);
  if (platform) return platform.fetchFile(file, signal);
  throw new CordonError('evidence_missing', `${id} is not connected here.`, {
    remedy: 'Connect it, or add the file to the evidence by hand.',
  });
}
