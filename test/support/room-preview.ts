/**
 * The Room on incidents kept in memory: for tests of its pages, and to look at them in a browser without a database.
 * `node test/support/room-preview.ts [PORT] [rich|empty]` serves it; the reader is one of the team.
 */

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { CordonError } from '../../src/base/errors.ts';
import type { Surroundings } from '../../src/chat/command.ts';
import { createConverse } from '../../src/chat/converse.ts';
import { announcementCard, catchUpCard } from '../../src/chat/views/index.ts';
import type { Actor, Person } from '../../src/incident/actor.ts';
import type { IncidentCommand } from '../../src/incident/commands.ts';
import { audienceOf } from '../../src/incident/confidentiality.ts';
import { decide } from '../../src/incident/decide.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { evolve, replay } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { figuresOf } from '../../src/insight/figures.ts';
import { compile } from '../../src/postmortem/compile.ts';
import { differencesBetween } from '../../src/postmortem/differences.ts';
import { externalVersion } from '../../src/postmortem/external.ts';
import { renderCopy, renderParts } from '../../src/postmortem/parts.ts';
import type { Change, RoomHouse, Row } from '../../src/room/house.ts';
import type { RoomMessage } from '../../src/room/memory.ts';
import { roomRoutes } from '../../src/room/routes.ts';
import { year } from './measured.ts';
import { tellStolenSession } from './storyline.ts';
import { commander, HASH, person, responder, scribe } from './teller.ts';

/** Form token of every session of a preview. */
export const TOKEN = 'preview-token';
export const MEMBER: Person = { id: responder.id, name: responder.name };
export const OUTSIDER: Person = person('somebody-else');

export interface PreviewHouse extends RoomHouse {
  /** What the incident came to. */
  incident(): Incident | undefined;
  readonly messages: RoomMessage[];
  /** How many pages listen for changes. */
  readonly listening: () => number;
}

export interface PreviewOptions {
  readonly events?: readonly IncidentEvent[];
  readonly messages?: readonly RoomMessage[];
  readonly signIn?: RoomHouse['signIn'];
}

const STORYLINES = [
  { slug: 'stolen-role-session', title: "A role's session is used from outside", briefing: 'Find out what is in use.' },
];
const UNFIT = { backend: 'PostgreSQL', counts: { active: 1, waiting: 2 }, open: 3, oldestSeconds: 75 } as const;

/** A house with one incident, or with none. */
export function previewHouse({ events = [], messages = [], signIn = 'local' }: PreviewOptions = {}): PreviewHouse {
  const log = [...events];
  const said = [...messages];
  const listeners = new Set<(change: Change) => void>();
  const id = events[0]?.incidentId ?? '';
  const now = () => new Date(Math.max(Date.parse(log.at(-1)?.recordedAt ?? '2026-03-03T14:00:00Z') + 60_000));
  const incident = () => (log.length > 0 ? replay(id, log) : undefined);
  const found = (number: number) => (incident()?.number === number ? incident() : undefined);
  const readable = (number: number, reader: Person) => {
    const one = found(number);
    return one && audienceOf(reader.id, one) === 'member' ? one : undefined;
  };
  const written = (number: number, reader: Person) => {
    const one = readable(number, reader);
    return one?.status === 'closed' ? one : undefined;
  };
  const tell = () => {
    for (const listener of listeners) listener({ incidentId: id });
  };

  function handle(command: IncidentCommand) {
    const before = incident() ?? replay(id, []);
    const decision = decide(command, before, now());
    if (decision.refused) return { refused: decision.refused, incident: before };
    const accepted = decision.accepted.map((fact, index) => record(fact, command.by, log.length + index + 1, now()));
    log.push(...accepted);
    tell();
    return { accepted, incident: accepted.reduce(evolve, before) };
  }

  function record(fact: object, by: Actor, seq: number, at: Date): IncidentEvent {
    const recordedAt = at.toISOString();
    const envelope = { id: randomUUID(), incidentId: id, seq, recordedAt, occurredAt: recordedAt, by, source: {} };
    return { ...envelope, ...fact } as IncidentEvent;
  }

  const surroundings = async (): Promise<Surroundings> => ({
    at: now(),
    people: [MEMBER, { id: commander.id, name: commander.name }, { id: scribe.id, name: scribe.name }],
    incidents: [],
    actions: [],
    providerOf: () => 'simulated',
    playbooks: [],
    templates: [{ title: 'Standard', choice: { template: 'standard', sha256: 'aa', sections: [] } }],
    storylines: STORYLINES,
    sections: [
      { id: 'impact', title: 'Impact' },
      { id: 'lessons', title: 'What went well' },
    ],
    publishers: [
      { target: 'wiki', kind: 'confluence', restricted: false },
      { target: 'archive', kind: 'git', restricted: true },
    ],
    trackers: [{ target: 'jira', kind: 'jira', restricted: true }],
    baseUrl: 'http://127.0.0.1:3000',
    platforms: ['room'],
    prefix: '/incident',
  });
  const converse = createConverse({
    handle: async (_id, command) => handle(command),
    declare: async () => replay(id, log),
    external: async () => externalVersion(log),
    attachPlaybook: async () => ({ accepted: [], incident: replay(id, log) }),
    startDrill: async () => ({ number: 42, text: 'The drill has begun.' }),
    surroundings,
    incident: async () => incident(),
    incidentByNumber: async (number) => found(number),
  });
  const asker = (by: Person) => ({ ...by, kind: 'person', surface: 'room' }) as const;

  return {
    incident,
    messages: said,
    listening: () => listeners.size,
    baseUrl: () => 'http://127.0.0.1:3000',
    prefix: '/incident',
    signIn,
    framedDoor: undefined,
    rows: async (reader) => [incident()].flatMap((one) => (one ? [rowOf(one, reader)] : [])),
    mayRead: async (number, reader) => Boolean(readable(number, reader)),
    view: async (number, reader, entries) => {
      const one = found(number);
      if (!one) return undefined;
      if (!readable(number, reader)) return { audience: 'outsider', number, card: announcementCard(one) };
      const shown = said.filter(({ to }) => to === undefined || to === reader.id).slice(-entries);
      return { audience: 'member', incident: one, events: log, messages: shown, similar: SIMILAR, isMember: true };
    },
    say: (by, number, words) => converse.say(asker(by), number === undefined ? undefined : id, words),
    form: (by, number, words) => converse.form(asker(by), number === undefined ? undefined : id, words),
    post: async (author, _number, text) => {
      said.push({ id: randomUUID(), incidentId: id, author, text, at: now().toISOString() });
      tell();
    },
    mark: async () => ({ kind: 'done', text: 'On the timeline.', number: 42, events: [] }),
    surroundings,
    people: async () => (await surroundings()).people,
    findings: async () =>
      log.length > 0 ? [FINDING, { ...FINDING, id: 'f2', disposition: 'triage', similar: SIMILAR.slice(0, 1) }] : [],
    declareFinding: async () => 42,
    dismissFinding: async () => undefined,
    playbooks: () => (log.length > 0 ? [PLAYBOOK] : []),
    storylines: () => STORYLINES,
    queue: async () => ({ ...UNFIT, dead: log.length > 0 ? [DEAD] : [] }),
    retryDead: async () => true,
    postmortem: async (number, reader, at) => {
      const one = written(number, reader);
      if (!one) return undefined;
      const position = Math.min(at ?? log.length, log.length);
      const parts = renderParts(
        log.slice(0, position),
        { chainHead: HASH('d') },
        (seq) => `/incidents/42/log#e-${seq}`,
      );
      const formats = [{ extension: 'md', label: 'Markdown' }];
      return { incident: one, parts, position, newest: log.length, chainHead: HASH('d'), isMember: true, formats };
    },
    postmortemCopy: async (number, reader, extension, at) => {
      const copy =
        written(number, reader) &&
        (await renderCopy(log.slice(0, at === 'external' ? undefined : at), { chainHead: HASH('d') }, extension));
      return copy && { ...copy, fileName: `sapphire-heron-postmortem.${extension}` };
    },
    versions: async (number, reader) => {
      const one = written(number, reader);
      const row = { version: 1, position: 3, at: '2026-03-03T14:02:07.000Z', by: 'Worker', why: 'Closed' };
      return one && { codename: one.codename, rows: [{ ...row, version: 2, position: log.length }, row] };
    },
    differences: async (number, reader, { from, to }) => {
      const one = written(number, reader);
      const upTo = (position: number) => compile(log.slice(0, position));
      return one && { codename: one.codename, sections: differencesBetween(upTo(from), upTo(to)) };
    },
    followUps: async (reader) => {
      const one = readable(42, reader);
      return one ? one.followUps.map((each) => ({ ...each, number: one.number, codename: one.codename })) : [];
    },
    bundle: async (number, reader) =>
      readable(number, reader) ? { fileName: 'bundle.zip', body: Readable.from(['zip']) } : undefined,
    figures: async (selected) => {
      const { measured, told } = log.length > 0 ? year(selected.to) : { measured: [], told: [] };
      return { ...figuresOf(measured, told, selected, now()), behind: 0 };
    },
    importIncident: async () => ({ number: 42 }),
    settings: () => [{ name: 'PORT', value: '3000', from: 'default' }],
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    requireFormToken: ({ body }) => {
      if (typeof body === 'object' && body !== null && '_csrf' in body && body._csrf === TOKEN) return;
      throw new CordonError('not_allowed', 'This form was made for another session.', { remedy: 'Reload the page.' });
    },
  };
}

/** The stolen session at its height, with talk beside it. */
export function richHouse(options: { readonly open?: boolean; readonly title?: string } = {}): PreviewHouse {
  const events = tellStolenSession({ open: true, ...options });
  const incident = replay(events[0]?.incidentId ?? '', events);
  const said = (minute: number, text: string, more: Partial<RoomMessage> = {}): RoomMessage => ({
    id: `message-${minute}`,
    incidentId: incident.id,
    text,
    at: new Date(Date.parse(incident.declaredAt) + minute * 60_000).toISOString(),
    ...more,
  });
  return previewHouse({
    events,
    messages: [
      said(5, 'Nobody deployed today.', { author: MEMBER }),
      said(9, 'The address is not one of ours.\nLooking at the trail now.', { author: person('scribe') }),
      said(12, 'You joined', {
        to: MEMBER.id,
        card: catchUpCard(incident, MEMBER, new Date(incident.declaredAt)),
      }),
      said(13, 'For another pair of eyes', { to: 'commander@example.com' }),
    ],
  });
}

const SIMILAR = [
  {
    number: 31,
    codename: 'amber-fox',
    why: '1 of the same things (role), the same type',
    title: 'Role used from outside',
    status: 'closed',
  },
  { number: 12, codename: 'quiet-otter', why: 'the same type' },
];
const FINDING = {
  id: 'f1',
  title: 'Credentials used from outside',
  source: 'aws-guardduty',
  type: 'UnauthorizedAccess',
  severity: 'high',
  count: 2,
  lastSeenAt: '2026-03-03T14:02:07.000Z',
  disposition: 'linked',
  why: 'names the same role',
  incident: 42,
  similar: [],
};
const PLAYBOOK = {
  slug: 'stolen-role-session',
  title: 'Stolen role session',
  version: '1.0.0',
  summary: 'What to do.',
  phases: [
    {
      title: 'Containment',
      items: [{ text: 'Revoke', kind: 'action', role: 'commander', required: true, why: 'Why' }],
    },
  ],
};
const DEAD = {
  id: 'd1',
  reaction: 'page-commander',
  problem: 'no answer',
  attempts: 5,
  createdAt: '2026-03-03T14:02:07.000Z',
};

function rowOf(one: Incident, reader: Person): Row {
  const { id, number, codename, severity, phase, status, mode, declaredAt, title, roles } = one;
  const inside = audienceOf(reader.id, one) === 'member';
  const common = { id, number, codename, severity, phase, status, mode, declaredAt, member: inside };
  if (!inside) return { ...common, approvalsWaiting: 0 };
  const lead = roles.commander ? { commander: roles.commander.name } : {};
  return { ...common, title, ...lead, approvalsWaiting: 1, nextClockAt: '2026-03-06T14:00:00.000Z' };
}

/** The pages as `http` mounts them, for one reader; undefined for somebody not signed in. */
export async function previewApp(house: RoomHouse, reader: Person | undefined): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(cookie);
  await app.register(formbody);
  app.decorateRequest('person', undefined);
  app.decorateRequest('csrf', '');
  app.addHook('onRequest', async (request) => {
    request.person = reader;
    request.csrf = TOKEN;
  });
  await app.register(roomRoutes(house));
  return app;
}

if (import.meta.main) {
  const [port = '3100', kind = 'rich'] = process.argv.slice(2);
  const house = kind === 'empty' ? previewHouse() : richHouse({ open: kind !== 'closed' });
  const app = await previewApp(house, MEMBER);
  process.stdout.write(`${await app.listen({ port: Number(port), host: '127.0.0.1' })}\n`);
}
