/**
 * Stands between the SDK and moto: counts the calls that change something, breaks the connection at the one asked for,
 * and answers what moto does not know (`gaps/`).
 */

import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isRead } from '../../../src/containment/aws/faults.ts';
import { type Gap, type Question, render } from './gap.ts';

export interface Gateway extends AsyncDisposable {
  readonly url: string;
  /** Every call, as the permission it needs: `iam:GetUser`. REST calls are left out. */
  readonly calls: Set<string>;
  /** Names of the calls that changed something, in order; REST calls as `PUT /path`. */
  readonly changes: string[];
  /**
   * The nth change from now gets no answer: `before` it reaches AWS, or `after` it took effect there. `then` is called
   * at that moment.
   */
  breakAt(nth: number, when: 'before' | 'after', then?: () => void): void;
}

export async function startGateway(motoUrl: string, gaps: Readonly<Record<string, Gap>> = {}): Promise<Gateway> {
  const changes: string[] = [];
  const calls = new Set<string>();
  const accounts = new Map<string, string>();
  let breakage: { at: number; when: 'before' | 'after'; then: (() => void) | undefined } | undefined;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const question = questionOf(request, body, accounts);
    const gap = gaps[question.name];
    if (question.input.DryRun === 'true') return answerDryRun(response);
    const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    if (question.protocol !== 'rest') calls.add(`${service}:${question.name}`);
    const changing = !isRead(question.name) && !/^(GET|HEAD) /.test(question.name);
    if (changing) changes.push(question.name);
    const broken = changing && breakage?.at === changes.length ? breakage : undefined;
    if (broken) breakage = undefined;
    if (broken?.when === 'before') return hangUp(request, broken.then);
    const answer = gap
      ? render(question, await gap(question))
      : await forward(motoUrl, request, mended(question, body));
    if (question.name === 'AssumeRole') remember(accounts, question, answer.body);
    if (broken) return hangUp(request, broken.then);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    changes,
    calls,
    breakAt: (nth, when, then) => {
      breakage = { at: changes.length + nth, when, then };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** EC2 answers what would be allowed with a fault, and does nothing; moto does some of it. */
function answerDryRun(response: ServerResponse): void {
  const error = '<Code>DryRunOperation</Code><Message>Request would have succeeded, but DryRun flag is set.</Message>';
  const body = `<Response><Errors><Error>${error}</Error></Errors><RequestID>dry-run</RequestID></Response>`;
  response.writeHead(412, { 'content-type': 'text/xml' }).end(body);
}

function hangUp({ socket }: IncomingMessage, then: (() => void) | undefined): void {
  then?.();
  socket.destroy();
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The host stays as it was signed: a moto that enforces IAM works the signature out again. */
async function forward(motoUrl: string, { method = 'POST', url = '/', headers }: IncomingMessage, body: Buffer) {
  const { connection: _connection, 'content-length': _length, ...rest } = headers;
  const forwarded = ask(`${motoUrl}${url}`, { method, headers: { ...rest, 'content-length': body.length } });
  forwarded.end(body);
  const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
  const { 'transfer-encoding': _transfer, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: kept, body: await bodyOf(answer) };
}

/** What is asked, whichever of AWS's protocols it is asked in. */
function questionOf(request: IncomingMessage, body: Buffer, accounts: ReadonlyMap<string, string>): Question {
  const { method = 'POST', url = '/', headers } = request;
  const account = accounts.get(/Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '') ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const input = JSON.parse(body.toString() || '{}') as Record<string, unknown>;
    return { name: target.split('.').at(-1) ?? '', account, input, protocol: 'json' };
  }
  const form = new URLSearchParams(body.toString());
  const action = form.get('Action');
  if (action) return { name: action, account, input: Object.fromEntries(form), protocol: 'query' };
  return { name: `${method} ${url}`, account, input: {}, protocol: 'rest' };
}

/** IAM keeps a password that is not named; moto forgets it, and with it the login profile. */
function mended({ name, input }: Question, body: Buffer): Buffer {
  return name === 'UpdateLoginProfile' && !input.Password ? Buffer.concat([body, Buffer.from('&Password=kept')]) : body;
}

/** Whose keys these are, so that a gap knows in which account it is asked. */
function remember(accounts: Map<string, string>, { input }: Question, body: Buffer): void {
  const key = /<AccessKeyId>([^<]+)</.exec(body.toString())?.[1];
  const account = String(input.RoleArn).split(':')[4];
  if (key && account) accounts.set(key, account);
}
