/** Socket Mode: WebSockets with `hello`, envelopes and their acknowledgements. https://docs.slack.dev/apis/events-api/using-socket-mode */

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { App } from './app.ts';

const PING_MS = 5000;

export interface Envelope {
  readonly type: 'events_api' | 'interactive' | 'slash_commands';
  readonly payload: unknown;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

export interface Sockets extends Disposable {
  /** A ticket's URL path; each is good for one connection. */
  makeTicket(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The payload of the acknowledgement; rejects when none came in `timeoutMs` or nobody is connected. */
  send(envelope: Envelope, timeoutMs: number): Promise<unknown>;
  /** Tells every client to go, as Slack does when it refreshes a container, and closes a little later. */
  refresh(reason?: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Drops every connection without a word. */
  cut(): void;
  count(): number;
}

export function createSockets(app: App): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open: WebSocket[] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  let turn = 0;
  const pings = setInterval(() => {
    for (const socket of open) socket.ping();
  }, PING_MS);
  pings.unref();

  function welcome(socket: WebSocket): void {
    open.push(socket);
    const host = 'applink-double';
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.length,
        debug_info: { host, build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: app.appId },
      }),
    );
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as { envelope_id?: string; payload?: unknown };
      if (envelope_id) waiting.get(envelope_id)?.(payload);
    });
    socket.on('close', () => void open.splice(open.indexOf(socket), 1));
    socket.on('error', () => undefined);
  }

  function close(): void {
    for (const socket of [...open]) socket.terminate();
  }

  return {
    makeTicket: () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${app.appId}`;
    },
    upgrade: (request, socket, head) => {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) {
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, welcome);
    },
    send: (envelope, timeoutMs) => {
      const socket = open[turn++ % Math.max(1, open.length)];
      if (!socket) return Promise.reject(new Error('nobody is connected'));
      const envelope_id = randomUUID();
      return new Promise((done, failed) => {
        const timer = setTimeout(() => settle(() => failed(new Error('timeout'))), timeoutMs);
        const settle = (how: () => void): void => {
          clearTimeout(timer);
          waiting.delete(envelope_id);
          how();
        };
        waiting.set(envelope_id, (payload) => settle(() => done(payload)));
        socket.send(JSON.stringify({ ...envelope, envelope_id }));
      });
    },
    refresh: (reason = 'refresh_requested') => {
      for (const socket of open) {
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-double' } }));
        setTimeout(() => socket.close(), 50).unref();
      }
    },
    cut: close,
    count: () => open.length,
    [Symbol.dispose]: () => {
      clearInterval(pings);
      close();
      server.close();
    },
  };
}
