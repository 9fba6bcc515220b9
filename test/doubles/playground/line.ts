/**
 * Stands between the Playground and the bot, for the Playground signs nothing and believes everybody: what it sends goes
 * on signed by the double's keys, and what the bot sends needs the double's token. People said in the Playground are kept
 * where the double's Graph finds them.
 */

import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { FakeTeams } from '../teams/index.ts';
import { ISSUER } from '../teams/keys.ts';
import { checkToken } from '../teams/login.ts';
import { isRefusal } from '../teams/refusal.ts';
import { personOf } from '../teams/world.ts';

export interface Line extends AsyncDisposable {
  /** Where the Playground sends what people do. */
  readonly endpoint: string;
  /** What the bot takes for the Bot Connector. */
  readonly serviceUrl: string;
  /** What the bot answered, oldest first. */
  readonly answered: readonly Answered[];
}

export interface Answered {
  readonly type: string;
  /** Of an invoke. */
  readonly name: string | undefined;
  readonly status: number;
}

interface Activity {
  readonly type: string;
  readonly id: string;
  readonly name?: string;
  readonly text?: string;
  readonly replyToId?: string;
  readonly reactionsAdded?: readonly { readonly type: string }[];
  readonly timestamp?: string;
  readonly from: { readonly id: string };
  readonly conversation: { readonly id: string };
}

/** `playground` answers where the Playground listens. */
export async function startLine(teams: FakeTeams, playground: () => string): Promise<Line> {
  const server = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  server.setErrorHandler((fault, _request, reply) =>
    isRefusal(fault)
      ? reply.status(fault.status).send({ error: { code: fault.code, message: fault.message } })
      : reply.status(500).send({ error: { code: 'InternalServerError', message: String(fault) } }),
  );
  let url = '';
  const serviceUrl = () => `${url}/connector/`;
  server.get('/messages', () => 'The bot takes what is posted here.');
  const answered: Answered[] = [];
  server.post('/messages', async (request, reply) => {
    const activity = request.body as Activity;
    keep(teams, activity);
    const answer = await handOn(teams, serviceUrl(), activity);
    answered.push({ type: activity.type, name: activity.name, status: answer.status });
    return relay(answer, reply);
  });
  toPlayground(server, teams, playground);
  url = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    endpoint: `${url}/messages`,
    serviceUrl: serviceUrl(),
    answered,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** What is said, and marked by reactions, stands in the conversation as the double's Graph shows it. */
function keep({ world }: FakeTeams, activity: Activity): void {
  const { id, type, text, timestamp, from, conversation, replyToId, reactionsAdded = [] } = activity;
  const where = world.conversations.get(conversation.id);
  if (!where) return;
  const by = personOf(world, from.id);
  const marked = where.messages.find((one) => one.id === replyToId);
  for (const reaction of reactionsAdded) marked?.reactions.push({ ...reaction, by });
  if (type !== 'message' || !text) return;
  where.messages.push({
    ...{ id, root: id, from: by, text, createdAt: timestamp ?? new Date().toISOString() },
    ...{ summary: '', card: undefined, files: [], edits: 0, deletedAt: undefined, reactions: [] },
  });
}

function handOn({ app, keys }: FakeTeams, serviceUrl: string, activity: Activity): Promise<Response> {
  const token = keys.sign({ iss: ISSUER, aud: app.id, serviceurl: serviceUrl });
  return fetch(app.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ ...activity, serviceUrl }),
  });
}

async function relay(answer: Response, reply: FastifyReply): Promise<FastifyReply> {
  const type = answer.headers.get('content-type') ?? 'application/json';
  return reply
    .status(answer.status)
    .type(type)
    .send(await answer.text());
}

/** The Playground knows people by their id in conversations alone. */
function toPlayground(server: FastifyInstance, { world }: FakeTeams, playground: () => string): void {
  server.all('/connector/*', async (request: FastifyRequest, reply) => {
    checkToken(request, `${ISSUER}/.default`);
    const { method, url, body } = request;
    const renamed = JSON.stringify(body)?.replaceAll(/"id":"([0-9a-f-]{36})"/g, (whole, id: string) => {
      const person = world.people.find((one) => one.id === id);
      return person ? `"id":"${person.mri}"` : whole;
    });
    const answer = await fetch(`${playground()}/_${url.slice(1)}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(renamed ? { body: renamed } : {}),
    });
    return relay(answer, reply);
  });
}
