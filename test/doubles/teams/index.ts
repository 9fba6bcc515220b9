/**
 * A fake Teams over real sockets: login and keys, Bot Connector, Microsoft Graph, and people who type, click and fill
 * dialogs in. Documented limits, permissions and token checks are enforced.
 */

import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { connectorRoutes } from './connector.ts';
import { createFaults, type Faults } from './faults.ts';
import { graphRoutes } from './graph.ts';
import type { ActivityType, App, Entry, Kernel } from './kernel.ts';
import { createKeys, type Keys } from './keys.ts';
import { createLine } from './line.ts';
import { checkToken, loginRoutes, scopesOf } from './login.ts';
import { createOwner, type Owner } from './owner.ts';
import { type Actor, createActor } from './person.ts';
import { createRates } from './rates.ts';
import { isRefusal } from './refusal.ts';
import { sharesRoutes } from './shares.ts';
import { addPerson, addTeam, type Conversation, createWorld, personOf, type Team, type World } from './world.ts';

export interface TeamsOptions {
  /** Without them no rate is enforced. */
  readonly rates?: boolean;
  /** What was consented to; by default everything that is asked for. */
  readonly granted: readonly string[];
  readonly people?: readonly string[];
  /** Kinds of notices that the manifest of the installed app declares. */
  readonly activityTypes?: readonly ActivityType[];
  /** Ids of the next group chats, where another server carries what is said there. */
  readonly chatIds?: readonly string[];
}

export interface FakeTeams extends AsyncDisposable {
  readonly url: string;
  readonly serviceUrl: string;
  readonly app: App;
  readonly world: World;
  readonly keys: Keys;
  readonly team: Team;
  readonly faults: Faults;
  readonly policy: Kernel['policy'];
  readonly journal: readonly Entry[];
  /** What a Cordon that is connected here has in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  as(name: string): Actor;
  /** Somebody who owns the teams; `told` false: while Teams does not reach the bot. */
  owner(name: string, told?: boolean): Owner;
  /** The channel or chat whose name holds this. Throws when there is none. */
  conversation(name: string): Conversation;
  /** Puts a file into SharePoint, and answers its address. */
  upload(name: string, content: string): string;
  deliver: Kernel['deliver'];
}

export async function startTeams(options: TeamsOptions): Promise<FakeTeams> {
  const { rates = true, granted, people = [], activityTypes = [], chatIds = [] } = options;
  const world = createWorld(chatIds);
  for (const name of people) addPerson(world, name);
  const team = addTeam(world, 'Incidents', world.people);
  const app: App = {
    ...{ id: randomUUID(), password: 'app-password-of-the-double', catalogId: randomUUID() },
    ...{ granted: new Set(granted), activityTypes, endpoint: '' },
  };
  let url = '';
  const journal: Entry[] = [];
  const kernel: Kernel = {
    ...{
      world,
      app,
      journal,
      keys: createKeys(),
      faults: createFaults(),
      policy: { channelsPerTeam: 1000, barred: new Set<string>(), copies: 1 },
    },
    rates: rates ? createRates() : undefined,
    baseUrl: () => url,
    serviceUrl: () => `${url}/connector/`,
    deliver: (activity) => line.deliver(activity),
  };
  const line = createLine(kernel);
  const server = createServer(kernel);
  url = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    ...{ url, app, world, team, journal, serviceUrl: kernel.serviceUrl() },
    ...{ faults: kernel.faults, policy: kernel.policy, keys: kernel.keys, deliver: kernel.deliver },
    environment: {
      TEAMS_APP_ID: app.id,
      TEAMS_APP_PASSWORD: app.password,
      TEAMS_TENANT_ID: world.tenantId,
      TEAMS_TEAM_ID: team.id,
      TEAMS_SERVICE_URL: kernel.serviceUrl(),
      TEAMS_LOGIN_URL: `${url}/login/`,
      TEAMS_OPENID_URL: `${url}/openid/configuration`,
      GRAPH_BASE_URL: `${url}/v1.0`,
    },
    as: (name) => createActor(kernel, personOf(world, name)),
    owner: (name, told) => createOwner(kernel, personOf(world, name), told),
    conversation: (name) => {
      const found = [...world.conversations.values()].find((one) => one.name.includes(name));
      if (!found) throw new Error(`There is no conversation ${name} in this tenant.`);
      return found;
    },
    upload: (name, content) => {
      const address = `https://example.sharepoint.com/${randomUUID()}/${name}`;
      world.files.set(address, { name, content });
      return address;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function createServer(kernel: Kernel) {
  const server = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  server.setErrorHandler((fault, _request, reply) => {
    const refused = isRefusal(fault)
      ? fault
      : fault instanceof z.ZodError
        ? { status: 400, code: 'BadRequest', message: JSON.stringify(fault.issues) }
        : { status: 500, code: 'InternalServerError', message: String(fault) };
    const {
      status,
      code,
      message,
      headers = {},
    } = refused as Exclude<typeof refused, z.ZodError> & {
      headers?: Readonly<Record<string, string>>;
    };
    return reply.status(status).headers(headers).send({ error: { code, message } });
  });
  server.addHook('onResponse', async ({ method, url, body }, { statusCode: status }) => {
    kernel.journal.push({ call: `${method} ${url}`, status, body });
  });
  server.addHook('preHandler', (request) => fail(kernel, request, false));
  server.addHook('onSend', async (request, _reply, payload) => {
    await fail(kernel, request, true);
    return payload;
  });
  loginRoutes(kernel)(server);
  guarded(server, '/connector', () => scopesOf(kernel).connector, connectorRoutes(kernel));
  for (const routes of [graphRoutes(kernel), sharesRoutes(kernel)])
    guarded(server, '/v1.0', () => scopesOf(kernel).graph, routes);
  return server;
}

/** Routes that take only tokens for their audience. */
function guarded(
  server: FastifyInstance,
  prefix: string,
  audience: () => string,
  routes: (scope: FastifyInstance) => void,
): void {
  void server.register(
    (scope, _options, done) => {
      scope.addHook('preHandler', async (request) => checkToken(request, audience()));
      routes(scope);
      done();
    },
    { prefix },
  );
}

/** Calls that are to be cut after their effect, marked before it. */
const CUT_AFTER = new WeakSet<FastifyRequest>();

async function fail({ faults }: Kernel, request: FastifyRequest, after: boolean): Promise<void> {
  if (after) {
    if (CUT_AFTER.has(request)) request.raw.socket.destroy();
    return;
  }
  if (faults.outage) throw { status: faults.outage, code: 'ServiceUnavailable', message: 'outage' };
  const fault = faults.next(`${request.method} ${request.url}`);
  if (!fault) return;
  if (fault.as === 'cut') {
    if (fault.after) CUT_AFTER.add(request);
    else request.raw.socket.destroy();
    return;
  }
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
  throw { status: fault.status, code: fault.code ?? 'ServiceError', message: 'asked for', headers };
}
