/** The double's front door: one HTTP server for the Web API, uploads, downloads, response URLs and WebSockets. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readArgs } from './args.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Kernel } from './kernel.ts';
import { visible } from './methods/files.ts';
import { isRefusal } from './refusal.ts';
import { respond } from './responses.ts';
import type { Sockets } from './socket-mode.ts';
import type { Gate } from './web-api.ts';

interface Parts {
  readonly kernel: Kernel;
  readonly gate: Gate;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly sockets: Sockets;
}

export function createFrontDoor(parts: Parts): Server {
  const server = createServer((request, response) => {
    void serve(parts, request, response).catch((fault) => {
      response.writeHead(500).end(String(fault instanceof Error ? fault.stack : fault));
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (parts.faults.outage) socket.destroy();
    else parts.sockets.upgrade(request, socket, head);
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const body = await readBody(request);
  response.setHeader('date', new Date(parts.kernel.world.clock.wallMs()).toUTCString());
  response.setHeader('x-slack-req-id', parts.kernel.world.id('r'));
  const [, first, ...rest] = url.pathname.split('/');
  if (first === 'api') return callMethod(parts, rest.join('/'), url, body, request, response);
  if (parts.faults.outage) return void response.writeHead(parts.faults.outage).end('upstream is down');
  if (first === 'upload') return takeUpload(parts.kernel, rest.at(-1) ?? '', body, request, response);
  if (first === 'files-pri') return giveFile(parts.kernel, rest[0] ?? '', request, response);
  if (first === 'commands') return takeResponse(parts, url.pathname, body, request, response);
  response.writeHead(404).end();
}

async function callMethod(
  { gate }: Parts,
  method: string,
  url: URL,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const args = readArgs(body, request.headers['content-type'] ?? '', url.searchParams);
  const reply = await gate.answer(method, args, request.headers);
  if (reply === 'silence') return;
  if (reply === 'cut') return void request.socket.destroy();
  response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8', ...reply.headers });
  response.end(reply.body);
}

/** Takes the bytes of a file: raw, or as the first part of a multipart form. */
function takeUpload(
  { world }: Kernel,
  id: string,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const file = world.files.get(id);
  if (!file) return void response.writeHead(404).end();
  const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1];
  const content = boundary ? firstPart(body, boundary) : body;
  world.files.set(id, Object.assign(file, { content }));
  response.writeHead(200).end(`OK - ${content.length}`);
}

function firstPart(body: Buffer, boundary: string): Buffer {
  const start = body.indexOf('\r\n\r\n') + 4;
  return body.subarray(start, body.indexOf(`\r\n--${boundary}`, start));
}

/** Without a token that may read it, Slack answers with the page to sign in, and status 200. */
function giveFile(kernel: Kernel, path: string, request: IncomingMessage, response: ServerResponse): void {
  const file = kernel.world.files.get(path.split('-').at(-1) ?? '');
  const isBot = request.headers.authorization === `Bearer ${kernel.app.botToken}`;
  if (!file || !isBot || !kernel.app.scopes.has('files:read') || !visible(kernel, file)) {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Sign in | Slack</title>');
    return;
  }
  response.writeHead(200, { 'content-type': file.mimetype, 'content-length': file.content.length }).end(file.content);
}

function takeResponse(
  { kernel, journal }: Parts,
  path: string,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const args = readArgs(body, request.headers['content-type'] ?? '', new URLSearchParams());
  const note = (outcome: string): void =>
    void journal.entries.push({ method: 'response_url', args, atMs: Date.now(), outcome });
  try {
    respond(kernel, kernel.triggers.spendResponse(path), args);
    note('ok');
    response.writeHead(200).end('ok');
  } catch (fault) {
    if (!isRefusal(fault)) throw fault;
    note(fault.refusal);
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ok: false, error: fault.refusal, ...fault.beside }));
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
