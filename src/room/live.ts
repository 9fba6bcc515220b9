/** Server-sent events: tells open pages that something changed, and who else is here. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Person } from '../incident/actor.ts';
import type { RoomHouse } from './house.ts';

/** Beats keep proxies from closing a quiet stream, and let the page notice a dead one. */
const BEAT_MS = 15_000;
/** Changes close together are told once. */
const GATHER_MS = 40;

export interface Live {
  /** Streams to one page until it leaves. `number` is the incident it shows; the list shows all. */
  stream(
    request: FastifyRequest,
    reply: FastifyReply,
    person: Person,
    incident: { id: string; number: number } | undefined,
  ): void;
  close(): void;
}

interface Listener {
  readonly reply: FastifyReply;
  readonly person: Person;
  readonly incident: { readonly id: string; readonly number: number } | undefined;
  tell(event: string, data: unknown): void;
}

export function createLive(house: Pick<RoomHouse, 'subscribe' | 'mayRead'>): Live {
  const listeners = new Set<Listener>();
  const due = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    timer = undefined;
    const told = [...due];
    due.clear();
    await Promise.all(told.map(tellChange));
  }

  /** Whoever may no longer read is told this once, looks again, and finds what outsiders see; then hears nothing more. */
  async function tellChange(listener: Listener): Promise<void> {
    const { incident, person, reply, tell } = listener;
    const stays = incident === undefined || (await house.mayRead(incident.number, person).catch(() => false));
    if (!listeners.has(listener)) return;
    tell('changed', {});
    if (stays) return;
    listeners.delete(listener);
    reply.raw.end();
  }

  const unsubscribe = house.subscribe(({ incidentId }) => {
    for (const listener of listeners) {
      if (incidentId === undefined || listener.incident === undefined || listener.incident.id === incidentId)
        due.add(listener);
    }
    timer ??= setTimeout(() => void flush(), GATHER_MS);
  });
  const beat = setInterval(() => {
    for (const listener of listeners) listener.reply.raw.write(': beat\n\n');
  }, BEAT_MS);
  beat.unref();

  function present(incidentId: string | undefined): void {
    if (incidentId === undefined) return;
    const here = [...listeners].filter((one) => one.incident?.id === incidentId);
    const names = [...new Set(here.map(({ person }) => person.name))];
    for (const listener of here) listener.tell('here', { names });
  }

  return {
    stream: (request, reply, person, incident) => {
      reply.hijack();
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      const listener: Listener = {
        reply,
        person,
        incident,
        tell: (event, data) => reply.raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      };
      listeners.add(listener);
      listener.tell('open', {});
      present(incident?.id);
      request.raw.once('close', () => {
        listeners.delete(listener);
        due.delete(listener);
        present(incident?.id);
      });
    },
    close: () => {
      unsubscribe();
      clearInterval(beat);
      clearTimeout(timer);
      for (const { reply } of listeners) reply.raw.end();
    },
  };
}
