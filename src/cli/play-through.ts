/** Plays a storyline to its end over HTTP, as a sender of alerts and two people would, and looks at what is left. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import { verifyBundle } from '../evidence/verify-bundle.ts';
import { COPIES, fileNameOf } from '../house/copies.ts';
import type { House } from '../house/open.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { type Caller, lead } from '../readiness/lead.ts';
import { play, type Stage } from '../readiness/play.ts';
import { type Score, score } from '../readiness/score.ts';
import { createToken } from '../store/people.ts';

export interface Played {
  readonly number: number;
  readonly codename: string;
  readonly score: Score;
  readonly documents: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly bundle: Uint8Array;
}

const CAST = { commander: 'responder-1', accountOwner: 'responder-2', scribe: 'responder-3' } as const;

export async function playThrough(
  house: House,
  slug: string,
  scratch: string,
  tell: (line: string) => void,
): Promise<Played> {
  const storyline = house.storylines.find((one) => one.slug === slug);
  if (!storyline) {
    throw new CordonError('drill_failed', `There is no storyline ${slug}.`, {
      remedy: `Play one of: ${house.storylines.map((one) => one.slug).join(', ')}.`,
    });
  }
  const api = createApi(house.url ?? '', await createToken(house.store.db, { name: 'drill', scope: 'admin' }));
  let rest: Promise<void> = Promise.resolve();
  const { number } = await play(storyline, stageOver(api, house.simulatedUrl), (later) => {
    rest = later;
  });
  tell(`The alert opened incident #${number}; leading it to its end …`);
  await lead(api.caller, number, CAST);
  await rest;
  return collect(house, api, number, scratch);
}

async function collect(house: House, api: Api, number: number, scratch: string): Promise<Played> {
  const { codename } = await api.caller.incident(number);
  const { events } = Events.parse(await api.json(`/api/v1/incidents/${number}/events`));
  const documents = await Promise.all(
    COPIES.map(async (format) => ({
      name: fileNameOf(format),
      content: new Uint8Array(
        await (await api.get(`/api/v1/incidents/${number}/postmortem?format=${format}`)).arrayBuffer(),
      ),
    })),
  );
  const bundle = new Uint8Array(await (await api.get(`/api/v1/incidents/${number}/bundle`)).arrayBuffer());
  const path = join(scratch, 'bundle.zip');
  await writeFile(path, bundle);
  const verdict = await verifyBundle(path);
  const attackerStopped = await isStopped(house.simulatedUrl);
  const log = events as unknown as readonly IncidentEvent[];
  return { number, codename, documents, bundle, score: score(log, { attackerStopped, bundleVerified: verdict.ok }) };
}

const Events = z.object({ events: z.array(z.looseObject({ seq: z.number(), type: z.string() })) });
const Attackers = z.object({
  at: z.number(),
  attackers: z.array(z.object({ outcomes: z.record(z.string(), z.object({ last: z.number().optional() })) })),
});
/** Without a success for this long, by the records of the simulated cloud, the attacker is stopped. */
const QUIET_MS = 5000;

async function isStopped(simulatedUrl: string): Promise<boolean> {
  const { at, attackers } = Attackers.parse(await (await fetch(`${simulatedUrl}/attacker`)).json());
  return attackers.every(({ outcomes }) =>
    Object.values(outcomes).every(({ last }) => last === undefined || at - last > QUIET_MS),
  );
}

interface Api {
  readonly caller: Caller;
  get(path: string): Promise<Response>;
  json(path: string): Promise<unknown>;
  post(path: string, body: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

function createApi(url: string, token: string): Api {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const get = async (path: string): Promise<Response> => {
    const answer = await fetch(url + path, { headers });
    if (answer.ok) return answer;
    throw new CordonError('drill_failed', `GET ${path} answered ${answer.status}: ${await answer.text()}`, {
      remedy: 'Look at the log.',
    });
  };
  const post: Api['post'] = (path, body, more = {}) =>
    fetch(url + path, { method: 'POST', headers: { ...headers, ...more }, body });
  return {
    get,
    post,
    json: async (path) => (await get(path)).json(),
    caller: {
      incident: async (number) => (await (await get(`/api/v1/incidents/${number}`)).json()) as Incident,
      say: async (as, number, text) => {
        const answer = await post(`/api/v1/incidents/${number}/commands`, JSON.stringify({ text, as }));
        const body = Said.parse(await answer.json());
        return {
          ok: answer.ok && body.kind === 'done',
          text: [body.reason, body.message, body.remedy, body.text].filter(Boolean).join(' '),
        };
      },
    },
  };
}

const Said = z.looseObject({
  kind: z.string().optional(),
  text: z.string().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  remedy: z.string().optional(),
});

function stageOver(api: Api, simulatedUrl: string): Stage {
  return {
    seed: async (name) => {
      const answer = await fetch(`${simulatedUrl}/seed/${name}`, { method: 'POST' });
      if (!answer.ok)
        throw new CordonError('drill_failed', `The simulated cloud has no world ${name}.`, {
          remedy: 'Mend the storyline.',
        });
    },
    post: async (source, body, drill) => {
      const answer = await api.post(`/alerts/${source}`, body, { 'x-cordon-drill': drill });
      if (answer.ok) return;
      throw new CordonError('drill_failed', `The alert was answered ${answer.status}: ${await answer.text()}`, {
        remedy: 'Mend the storyline.',
      });
    },
    incidentOf: async () => {
      const { incidents } = List.parse(await api.json('/api/v1/incidents'));
      return incidents[0]?.number;
    },
  };
}

const List = z.object({ incidents: z.array(z.looseObject({ number: z.number() })) });
