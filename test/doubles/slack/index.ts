/**
 * A fake Slack over real sockets: Web API, Socket Mode, Events API, interactivity and `response_url`, with Slack's
 * documented limits enforced. Point `slackApiUrl` of Bolt or of the Web API client at `apiUrl`.
 */

import { type App, FULL_MANIFEST, installApp, type Manifest } from './app.ts';
import { type Clock, createClock } from './clock.ts';
import { createEvents, type Events } from './events.ts';
import { createFaults, type Faults } from './faults.ts';
import { createJournal, type Journal } from './journal.ts';
import type { Kernel, Policy } from './kernel.ts';
import { type Ack, createLine, type Line } from './line.ts';
import { type Actor, createActor } from './person.ts';
import { createRates } from './rates.ts';
import { createFrontDoor } from './server.ts';
import { createSockets, type Sockets } from './socket-mode.ts';
import { createTriggers } from './triggers.ts';
import { createGate } from './web-api.ts';
import {
  addPerson,
  type Channel,
  createWorld,
  type Message,
  personOf,
  type Seed,
  USUAL_SEED,
  type World,
} from './world.ts';

export interface SlackOptions {
  /** What is installed; by default an app that may do everything. */
  readonly manifest?: Manifest;
  readonly seed?: Seed;
  /** Without it no rate is enforced. */
  readonly rates?: boolean;
  /** 60 lets a minute of rates, triggers and retries pass in a second. */
  readonly speed?: number;
  /** How wrong this Slack's clock is against ours. */
  readonly skewMs?: number;
  /** Milliseconds an acknowledgement may take; Slack's own are 3000. */
  readonly ackMs?: number;
  readonly policy?: Partial<Policy>;
}

export interface FakeSlack extends AsyncDisposable {
  /** For `slackApiUrl`; ends with a slash. */
  readonly apiUrl: string;
  readonly app: App;
  readonly world: World;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly events: Events;
  readonly sockets: Sockets;
  readonly line: Line;
  /** Acts as that person. */
  as(name: string): Actor;
  /** Somebody new in the workspace. */
  addPerson(person: NonNullable<Seed['people']>[number]): Actor;
  /** The channel of that name or id. Throws when there is none. */
  channel(name: string): Channel;
  hasChannel(name: string): boolean;
  /** Messages of a channel as they stand, oldest first. */
  messages(channel: string): readonly Message[];
  /** A fresh `trigger_id` of that person. */
  trigger(name: string): string;
  /** A fresh `response_url` of an interaction of that person in a channel. */
  responseUrl(name: string, channel: string): string;
  /** Asks the app's request URL for its challenge, as Slack does when the URL is entered. */
  verifyUrl(): Promise<Ack>;
}

export async function startSlack(options: SlackOptions = {}): Promise<FakeSlack> {
  const clock = createClock(options.speed, options.skewMs);
  const world = createWorld(clock, options.seed ?? USUAL_SEED);
  const app = installApp(world, options.manifest ?? FULL_MANIFEST);
  const sockets = createSockets(app);
  const line = createLine(app, sockets, options.ackMs);
  let port = 0;
  const baseUrl = (): string => `http://127.0.0.1:${port}`;
  const kernel: Kernel = {
    world,
    app,
    policy: { inviteMost: 100, botsUnarchive: true, appsKick: true, uninvitable: new Set(), ...options.policy },
    triggers: createTriggers(world, baseUrl),
    baseUrl,
    socketUrl: () => `ws://127.0.0.1:${port}${sockets.makeTicket()}`,
    emit: (event) => events.emit(event),
  };
  const events = createEvents(() => kernel, line, clock);
  const faults = createFaults();
  const journal = createJournal();
  const rates = options.rates === false ? undefined : createRates(clock);
  const gate = createGate({ kernel, faults, journal, rates });
  const server = createFrontDoor({ kernel, gate, faults, journal, sockets });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as { port: number }).port;
  return { ...controls(kernel, line), clock, faults, journal, events, sockets, line, [Symbol.asyncDispose]: close };

  async function close(): Promise<void> {
    sockets[Symbol.dispose]();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

function controls(kernel: Kernel, line: Line) {
  const { world, app, policy, triggers } = kernel;
  const lookUp = (name: string): Channel | undefined =>
    world.channels.get(name) ?? [...world.channels.values()].find((one) => one.name === name);
  const channel = (name: string): Channel => {
    const found = lookUp(name);
    if (!found) throw new Error(`There is no channel ${name} in this Slack.`);
    return found;
  };
  return {
    apiUrl: `${kernel.baseUrl()}/api/`,
    app,
    world,
    policy,
    as: (name: string) => createActor(kernel, line, name),
    addPerson: (person: NonNullable<Seed['people']>[number]) => createActor(kernel, line, addPerson(world, person).id),
    channel,
    hasChannel: (name: string) => lookUp(name) !== undefined,
    messages: (name: string) => channel(name).messages,
    trigger: (name: string) => triggers.makeTrigger(personOf(world, name).id),
    responseUrl: (name: string, at: string) =>
      triggers.makeResponse({ channel: channel(at).id, user: personOf(world, name).id }),
    verifyUrl: () =>
      line.send('events_api', {
        type: 'url_verification',
        token: app.verificationToken,
        challenge: world.id('challenge'),
      }),
  };
}
