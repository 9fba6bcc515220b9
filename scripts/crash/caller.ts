/** People who keep trying while processes die under them, and look whether a lost answer meant that they were heard. */

import { setTimeout as pause } from 'node:timers/promises';
import type { IncidentEvent } from '../../src/incident/events.ts';
import type { Incident } from '../../src/incident/incident.ts';
import type { Caller } from '../../src/readiness/lead.ts';

const RETRY_MS = 150;
/** Looking costs the very processes that are tested: not more often than needed. */
const LOOK_MS = 500;
/** On a busy machine everything takes its time: what is tested is that it comes at all. */
export const PATIENCE_MS = 300_000;
/** Words that would say a thing twice when repeated after a lost answer: the log is looked at first. */
const SAID_ONCE: Readonly<Record<string, IncidentEvent['type']>> = {
  note: 'NoteAdded',
  update: 'UpdatePosted',
  followup: 'FollowUpAdded',
  task: 'TaskAdded',
};

export interface Persistent extends Caller {
  get(path: string): Promise<unknown>;
  post(path: string, body: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export function createPersistentCaller(url: string, token: string): Persistent {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  /** The answer, or undefined where there was none or one that asks for patience. */
  async function once(
    method: string,
    path: string,
    body: string | undefined,
    more: Readonly<Record<string, string>>,
  ): Promise<Response | undefined> {
    try {
      const content = body === undefined ? {} : { body };
      const answer = await fetch(url + path, {
        method,
        headers: { ...headers, ...more },
        signal: AbortSignal.timeout(30_000),
        ...content,
      });
      if (answer.status < 500 && answer.status !== 429) return answer;
      await answer.body?.cancel();
    } catch {
      // Killed under us: asked again below.
    }
    return undefined;
  }

  async function send(
    method: string,
    path: string,
    body?: string,
    more: Readonly<Record<string, string>> = {},
    unless: () => Promise<Response | undefined> = async () => undefined,
  ): Promise<Response> {
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const answer = (await once(method, path, body, more)) ?? (await pause(RETRY_MS).then(unless));
      if (answer) return answer;
    }
    throw new Error(`${method} ${path} got no answer within ${PATIENCE_MS} ms`);
  }

  const get = async (path: string): Promise<unknown> => (await send('GET', path)).json();

  /** After a lost answer: was it heard? */
  async function heard(number: number, text: string): Promise<Response | undefined> {
    const [verb = '', ...rest] = text.split(' ');
    const type = SAID_ONCE[verb];
    if (!type) return undefined;
    const { events } = (await get(`/api/v1/incidents/${number}/events`)) as { events: readonly IncidentEvent[] };
    const words = rest.filter((word) => !word.startsWith('@')).join(' ');
    const there = events.some(
      (event) => event.type === type && JSON.stringify(event.data).includes(words.slice(0, 40)),
    );
    return there ? Response.json({ kind: 'done', text: 'heard before' }) : undefined;
  }

  return {
    patienceMs: PATIENCE_MS,
    lookMs: LOOK_MS,
    get,
    post: (path, body, more) => send('POST', path, body, more),
    incident: async (number) => (await get(`/api/v1/incidents/${number}`)) as Incident,
    say: async (as, number, text) => {
      const body = JSON.stringify({ text, as });
      const answer = await send('POST', `/api/v1/incidents/${number}/commands`, body, {}, () => heard(number, text));
      const said = (await answer.json()) as {
        kind?: string;
        code?: string;
        reason?: string;
        message?: string;
        remedy?: string;
        text?: string;
      };
      // Closing again what a lost answer closed is told that it is closed: that is what was wanted.
      const closed = text.startsWith('close ') && said.code === 'closed';
      return {
        ok: closed || (answer.ok && said.kind === 'done'),
        text: [said.reason, said.message, said.remedy, said.text].filter(Boolean).join(' '),
      };
    },
  };
}
