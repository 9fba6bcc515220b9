/** The house as the HTTP floor sees it. */

import { createReadStream } from 'node:fs';
import type { Log } from '../base/log.ts';
import type { Asker } from '../chat/command.ts';
import type { Converse } from '../chat/converse.ts';
import type { Config } from '../config/load.ts';
import type { Engine } from '../engine/handle.ts';
import type { Intake } from '../engine/intake.ts';
import type { HttpHouse, Rendered, Scope } from '../http/house.ts';
import type { Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import { readingsOf } from '../insight/readings.ts';
import { Selection, selectedOf } from '../insight/selection.ts';
import type { JobQueue } from '../queue/open.ts';
import { alertCounts } from '../store/alerts.ts';
import { deadLetters, reviveDeadLetter } from '../store/dead-letters.ts';
import { backlog } from '../store/deliveries.ts';
import { readChain } from '../store/log.ts';
import { ping, type Store } from '../store/open.ts';
import { spendPass } from '../store/passes.ts';
import { addPerson, findPerson, idOfName, spendToken } from '../store/people.ts';
import { receivedBacklog } from '../store/receipts.ts';
import { createRunnerOrders } from '../store/runner-orders.ts';
import { createTokenFinder } from '../store/token-finder.ts';
import { listIncidents } from '../store/views.ts';
import { copyOf, externalOf } from './copies.ts';
import { type ExportOptions, exportIncident, temporaryBundle } from './export.ts';
import { hearRunner } from './hear-runner.ts';
import type { Insights } from './insights.ts';
import { hearTracker } from './tracker-watch.ts';

export interface HttpHouseOptions {
  readonly config: Config;
  readonly store: Store;
  readonly queue: JobQueue;
  readonly engine: Engine;
  readonly intake: Intake;
  readonly converse: Converse;
  readonly incidentOf: (number: number) => Promise<Incident | undefined>;
  readonly exporting: ExportOptions;
  readonly insights: Insights;
  readonly baseUrl: () => string;
  readonly log: Log;
}

const SIGN_IN_SCOPE = 'sign-in:';

export function createHttpHouse(options: HttpHouseOptions): Omit<HttpHouse, 'pages' | 'framing'> {
  const { config, store, queue, intake, converse, incidentOf, exporting, baseUrl, log } = options;
  const { handle } = options.engine;
  const { db } = store;
  const orders = createRunnerOrders(db);
  const findToken = createTokenFinder(db);
  return {
    log,
    baseUrl,
    signIn: config.signIn,
    sessionSecret: config.sessionSecret,
    token: async (bearer) => {
      const found = await findToken(bearer);
      return found && isScope(found.scope) ? { name: found.name, scope: found.scope } : undefined;
    },
    intake,
    hearTracker: (name, news) => hearTracker({ store, handle, trackers: config.trackers }, name, news),
    hearRunner: (name, news) =>
      hearRunner({ runners: config.clouds.runners, orders, engine: options.engine }, name, news),
    incidents: async () =>
      (await listIncidents(db)).map(({ headHash, nextWakeAt: _wake, ...view }) => ({ ...view, chainHead: headHash })),
    incident: incidentOf,
    events: async (number) => {
      const incident = await incidentOf(number);
      if (!incident) return undefined;
      return (await readChain(db, incident.id)).map(({ event, previous, hash }) => ({ ...event, previous, hash }));
    },
    postmortem: (number, format, version) => postmortem(number, format, version),
    bundle: async (number) => {
      const incident = await incidentOf(number);
      return incident ? bundle(incident) : undefined;
    },
    say: async (person, number, text) => {
      const incident = number === undefined ? undefined : await incidentOf(number);
      if (number !== undefined && !incident) {
        return {
          kind: 'refused',
          code: 'unknown_incident',
          reason: `There is no incident #${number}.`,
          remedy: 'List them: GET /api/v1/incidents',
        };
      }
      return converse.say(askerOf(person, 'api'), incident?.id, { words: text });
    },
    person: (id) => findPerson(db, id),
    addPerson: (name) => addPerson(db, { id: idOfName(name), name }),
    spendLink: async (secret) => {
      const spent = await spendToken(db, secret);
      if (!spent?.scope.startsWith(SIGN_IN_SCOPE)) return undefined;
      return findPerson(db, spent.scope.slice(SIGN_IN_SCOPE.length));
    },
    spendPass: async (secret) => {
      const pass = await spendPass(db, config.sessionSecret, secret);
      const incident = pass && (await incidentOf(pass.number));
      const person = incident?.members.find(({ id }) => id === pass?.personId);
      return person && pass && { person, number: pass.number };
    },
    readiness: () => readiness(store, queue),
    gauges: async () => [...(await gauges(store, queue)), ...(await readings(options.insights))],
    figures: (selected) => options.insights.figures(selected, new Date()),
    measured: () => options.insights.measured(),
    deadLetters: () => deadLetters(db),
    retryDead: (id) => reviveDeadLetter(db, id),
  };

  async function postmortem(
    number: number,
    format: string,
    version: 'internal' | 'external',
  ): Promise<Rendered | undefined> {
    const incident = await incidentOf(number);
    if (incident && version === 'external') return externalOf(db, incident, format);
    const copy = incident && (await copyOf(db, incident, format));
    if (!incident || !copy) return undefined;
    return { ...copy, fileName: `${incident.codename}-postmortem.${format}` };
  }

  async function bundle(incident: Incident): Promise<Rendered> {
    const { path, remove } = await temporaryBundle(incident.codename);
    await exportIncident(exporting, incident, path, 'api');
    const body = createReadStream(path);
    body.once('close', () => void remove());
    return { mediaType: 'application/zip', fileName: `${incident.codename}.zip`, body };
  }
}

/** A person as the author of what they say. */
export function askerOf({ id, name }: Person, surface: 'api' | 'room' | 'cli'): Asker {
  return { kind: 'person', id, name, surface };
}

function isScope(scope: string): scope is Scope {
  return scope === 'alerts' || scope === 'read' || scope === 'write' || scope === 'admin';
}

async function readiness(store: Store, queue: JobQueue) {
  const checks = [
    { name: 'database', look: () => ping(store) },
    { name: `queue on ${queue.backend}`, look: () => queue.ping() },
  ];
  const seen = await Promise.all(
    checks.map(async ({ name, look }) => {
      try {
        await look();
        return { name, ok: true, detail: 'answers' };
      } catch (fault) {
        return { name, ok: false, detail: fault instanceof Error ? fault.message : String(fault) };
      }
    }),
  );
  return { ready: seen.every(({ ok }) => ok), checks: seen };
}

async function gauges(store: Store, queue: JobQueue) {
  const { db } = store;
  const [left, alerts, counts, received] = await Promise.all([
    backlog(db),
    alertCounts(db),
    queue.counts(),
    receivedBacklog(db),
  ]);
  return [
    { name: 'cordon_deliveries_open', help: 'Reactions still to be done.', value: left.open },
    { name: 'cordon_deliveries_dead', help: 'Reactions that failed for good.', value: left.dead },
    { name: 'cordon_deliveries_oldest_seconds', help: 'Age of the oldest open reaction.', value: left.oldestSeconds },
    {
      name: 'cordon_received_open',
      help: 'What came from chat platforms and is still to be done.',
      value: received.open,
    },
    { name: 'cordon_received_dead', help: 'What came from chat platforms and failed for good.', value: received.dead },
    { name: 'cordon_alerts_received', help: 'Alert deliveries stored.', value: alerts.received },
    { name: 'cordon_alerts_waiting', help: 'Alert deliveries not taken up yet.', value: alerts.waiting },
    ...Object.entries(counts).map(([state, value]) => ({
      name: 'cordon_queue_jobs',
      help: 'Jobs in the queue by state.',
      value,
      labels: { state },
    })),
  ];
}

/** Of each mode, over the last twelve months. */
async function readings(insights: Insights) {
  const now = new Date();
  const modes = ['live', 'drill', 'retrospective'] as const;
  const figures = await Promise.all(
    modes.map((mode) => insights.figures(selectedOf(Selection.parse({ mode }), now), now)),
  );
  return figures.flatMap(readingsOf);
}
