/** The house as the Room sees it. */

import { createReadStream } from 'node:fs';
import { newId } from '../base/ids.ts';
import type { Answer } from '../chat/answer.ts';
import type { Converse } from '../chat/converse.ts';
import type { Talk } from '../chat/talk.ts';
import { announcementCard } from '../chat/views/index.ts';
import type { Config } from '../config/load.ts';
import type { Changes } from '../engine/changes.ts';
import type { Declare } from '../engine/declare.ts';
import type { Engine } from '../engine/handle.ts';
import type { Verdicts } from '../engine/verdicts.ts';
import { requireFormToken } from '../http/sign-in.ts';
import type { Person } from '../incident/actor.ts';
import { audienceOf } from '../incident/confidentiality.ts';
import { replay } from '../incident/evolve.ts';
import type { Incident } from '../incident/incident.ts';
import { isMember } from '../incident/permissions.ts';
import { PHASE_LABELS } from '../incident/phases.ts';
import type { Severity } from '../incident/policy.ts';
import { ROOM } from '../incident/sides.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import type { JobQueue } from '../queue/open.ts';
import type { Storyline } from '../readiness/storyline.ts';
import type { PlaybookPage, RoomHouse, View } from '../room/house.ts';
import type { RoomMemory } from '../room/memory.ts';
import { deadLetters, reviveDeadLetter } from '../store/dead-letters.ts';
import { backlog } from '../store/deliveries.ts';
import { readEvents } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { listPeople } from '../store/people.ts';
import { listIncidents } from '../store/views.ts';
import { similarRows } from './alike.ts';
import { type ExportOptions, exportIncident, temporaryBundle } from './export.ts';
import { findingRows } from './findings.ts';
import { askerOf } from './http-house.ts';
import { importIncident } from './importing.ts';
import type { Insights } from './insights.ts';
import { createPostmortemHouse } from './postmortem-house.ts';
import { capturedFrom } from './surface-house.ts';
import { type ReadSurroundings, rowFor } from './surroundings.ts';

export interface RoomHouseOptions {
  readonly config: Config;
  readonly store: Store;
  readonly engine: Engine;
  readonly declare: Declare;
  /** Of incidents that people declare. */
  readonly roster: string;
  readonly queue: JobQueue;
  readonly changes: Changes;
  readonly converse: Converse;
  readonly incidentOf: (number: number) => Promise<Incident | undefined>;
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  readonly storylines: readonly Storyline[];
  readonly memory: RoomMemory;
  readonly talk: Talk;
  readonly surroundings: ReadSurroundings;
  readonly verdicts: Verdicts;
  readonly exporting: ExportOptions;
  readonly insights: Insights;
  readonly baseUrl: () => string;
  readonly framedDoor: string | undefined;
}

export function createRoomHouse(options: RoomHouseOptions): RoomHouse {
  const { config, store, engine, queue, changes, converse, incidentOf, memory, talk, verdicts } = options;
  const { db } = store;
  const shelf = [...options.playbooks.values()].map(playbookPage);

  /** The incident, when the person may read it. */
  async function readable(number: number, person: Person): Promise<Incident | undefined> {
    const incident = await incidentOf(number);
    return incident && audienceOf(person.id, incident) === 'member' ? incident : undefined;
  }

  async function idOf(number: number | undefined): Promise<string | undefined> {
    return number === undefined ? undefined : (await incidentOf(number))?.id;
  }

  return {
    baseUrl: options.baseUrl,
    prefix: config.prefix,
    framedDoor: options.framedDoor,
    signIn: config.signIn,
    rows: async (person) => (await listIncidents(db)).map((view) => rowFor(view, person.id)),
    mayRead: async (number, person) => (await readable(number, person)) !== undefined,
    view: async (number, person, entries): Promise<View | undefined> => {
      const incident = await incidentOf(number);
      if (!incident) return undefined;
      if (audienceOf(person.id, incident) === 'outsider')
        return { audience: 'outsider', number, card: announcementCard(incident) };
      const [events, messages, similar] = await Promise.all([
        readEvents(db, incident.id),
        memory.messages(incident.id, person.id, { limit: entries }),
        similarRows(store, incident.similar ?? [], person),
      ]);
      return {
        audience: 'member',
        incident: replay(incident.id, events),
        events,
        messages,
        similar,
        isMember: isMember(incident, person),
      };
    },
    say: async (person, number, said) => converse.say(askerOf(person, 'room'), await idOf(number), said),
    form: async (person, number, words, only) =>
      converse.form(askerOf(person, 'room'), await idOf(number), words, only),
    post: async (person, number, text) => {
      const incident = await readable(number, person);
      if (!incident) return;
      const now = new Date();
      const utterance = { id: newId(), author: person, text, files: [], saidAt: now.toISOString() };
      await talk.hear(incident.id, ROOM, { ...utterance, stamp: now.getTime() * 1000 });
    },
    mark: async (person, number, messageId): Promise<Answer> => {
      const incident = await readable(number, person);
      const message = incident ? await memory.message(incident.id, messageId) : undefined;
      if (!incident || !message?.author || (message.to && message.to !== person.id)) {
        return {
          kind: 'refused',
          code: 'unknown_message',
          reason: 'There is no such message here.',
          remedy: 'Mark a message that a person wrote.',
        };
      }
      const { origin } = message;
      const uttered = origin && (await talk.find(incident.id, origin.platform, origin.message));
      const permalink = `${options.baseUrl()}/incidents/${number}#message-${messageId}`;
      const { author, text, at: sentAt } = message;
      const own = { platform: ROOM, conversation: incident.id, messageId, author, text, sentAt, permalink };
      const { accepted, refused } = await engine.handle(incident.id, {
        type: 'CaptureMessage',
        message: uttered ? capturedFrom(incident, uttered) : own,
        by: askerOf(person, 'room'),
      });
      return refused
        ? { kind: 'refused', ...refused }
        : { kind: 'done', text: 'On the timeline.', number, events: accepted };
    },
    surroundings: options.surroundings,
    people: () => listPeople(db),
    findings: (person) => findingRows(store, person),
    declareFinding: async (person, id) => {
      const incident = await verdicts.declare(id, askerOf(person, 'room'));
      return incident.number;
    },
    dismissFinding: (person, id, reason) => verdicts.dismiss(id, askerOf(person, 'room'), reason),
    playbooks: () => shelf,
    storylines: () => options.storylines,
    queue: async () => {
      const [left, counts, dead] = await Promise.all([backlog(db), queue.counts(), deadLetters(db)]);
      return {
        backend: queue.backend === 'redis' ? 'Redis' : 'PostgreSQL',
        counts,
        open: left.open,
        oldestSeconds: left.oldestSeconds,
        dead: dead.map((letter) => ({ ...letter, createdAt: letter.createdAt.toISOString() })),
      };
    },
    retryDead: (id) => reviveDeadLetter(db, id),
    ...createPostmortemHouse(db, readable),
    bundle: async (number, person) => {
      const incident = await readable(number, person);
      if (!incident) return undefined;
      const { path, remove } = await temporaryBundle(incident.codename);
      await exportIncident(options.exporting, incident, path, person.id);
      const body = createReadStream(path);
      body.once('close', () => void remove());
      return { fileName: `${incident.codename}.zip`, body };
    },
    figures: (selected) => options.insights.figures(selected, new Date()),
    importIncident: (person, { channel, severity, ...asked }, files) =>
      importIncident(options, {
        ...asked,
        ...(channel ? { channel } : {}),
        severity: severity as Severity,
        files,
        by: askerOf(person, 'room'),
      }),
    settings: () => config.origins,
    subscribe: (listener) => changes.subscribe(listener),
    requireFormToken,
  };
}

function playbookPage({ playbook }: LoadedPlaybook): PlaybookPage {
  const { id, title, version, summary, phases } = playbook;
  return {
    slug: id,
    title,
    version,
    summary: summary ?? '',
    phases: phases.map((phase) => ({
      title: PHASE_LABELS[phase.id].title,
      items: phase.items.map(({ text, kind, role, required, why }) => ({
        text,
        kind,
        role: role ?? '',
        required,
        why: why ?? '',
      })),
    })),
  };
}
