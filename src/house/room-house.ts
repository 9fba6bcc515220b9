/** The house as the Room sees it. */

import { createReadStream } from 'node:fs';
import { newId } from '../base/ids.ts';
import type { Answer } from '../chat/answer.ts';
import type { Converse } from '../chat/converse.ts';
import { announcementCard } from '../chat/views/index.ts';
import type { Config } from '../config.ts';
import type { Changes } from '../engine/changes.ts';
import type { Engine } from '../engine/handle.ts';
import type { Verdicts } from '../engine/verdicts.ts';
import { requireFormToken } from '../http/sign-in.ts';
import type { Person } from '../incident/actor.ts';
import { audienceOf } from '../incident/confidentiality.ts';
import { replay } from '../incident/evolve.ts';
import type { Incident } from '../incident/incident.ts';
import { isMember } from '../incident/permissions.ts';
import { PHASE_LABELS } from '../incident/phases.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import { writePostmortem } from '../postmortem/document.ts';
import type { JobQueue } from '../queue/open.ts';
import type { Storyline } from '../readiness/storyline.ts';
import type { PlaybookPage, PostmortemPage, RoomHouse, View } from '../room/house.ts';
import type { RoomMemory } from '../room/memory.ts';
import { listFindings } from '../store/alerts.ts';
import { backlog, deadDeliveries, reviveDelivery } from '../store/deliveries.ts';
import { readChain, readEvents } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { listPeople } from '../store/people.ts';
import { listIncidents } from '../store/views.ts';
import { type ExportOptions, exportIncident, temporaryBundle } from './export.ts';
import { askerOf } from './http-house.ts';
import { type ReadSurroundings, rowFor } from './surroundings.ts';

export interface RoomHouseOptions {
  readonly config: Config;
  readonly store: Store;
  readonly engine: Engine;
  readonly queue: JobQueue;
  readonly changes: Changes;
  readonly converse: Converse;
  readonly incidentOf: (number: number) => Promise<Incident | undefined>;
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  readonly storylines: readonly Storyline[];
  readonly memory: RoomMemory;
  readonly surroundings: ReadSurroundings;
  readonly verdicts: Verdicts;
  readonly exporting: ExportOptions;
  readonly baseUrl: () => string;
}

/** Messages shown beside the newest events. */
const MESSAGES = 200;

export function createRoomHouse(options: RoomHouseOptions): RoomHouse {
  const { config, store, engine, queue, changes, converse, incidentOf, memory, verdicts } = options;
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
    signIn: config.signIn,
    rows: async (person) => (await listIncidents(db)).map((view) => rowFor(view, person.id)),
    view: async (number, person): Promise<View | undefined> => {
      const incident = await incidentOf(number);
      if (!incident) return undefined;
      if (audienceOf(person.id, incident) === 'outsider')
        return { audience: 'outsider', number, card: announcementCard(incident) };
      const [events, messages] = await Promise.all([
        readEvents(db, incident.id),
        memory.messages(incident.id, person.id, { limit: MESSAGES }),
      ]);
      return {
        audience: 'member',
        incident: replay(incident.id, events),
        events,
        messages,
        isMember: isMember(incident, person),
      };
    },
    say: async (person, number, said) => converse.say(askerOf(person, 'room'), await idOf(number), said),
    form: async (person, number, words) => converse.form(askerOf(person, 'room'), await idOf(number), words),
    post: async (person, number, text) => {
      const incident = await readable(number, person);
      if (!incident) return;
      await memory.post({ id: newId(), incidentId: incident.id, author: person, text, at: new Date().toISOString() });
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
      const { accepted, refused } = await engine.handle(incident.id, {
        type: 'CaptureMessage',
        message: {
          platform: 'room',
          conversation: incident.id,
          messageId,
          author: message.author,
          text: message.text,
          sentAt: message.at,
          permalink: `${options.baseUrl()}/incidents/${number}#message-${messageId}`,
        },
        by: askerOf(person, 'room'),
      });
      return refused
        ? { kind: 'refused', ...refused }
        : { kind: 'done', text: 'On the timeline.', number, events: accepted };
    },
    surroundings: options.surroundings,
    people: () => listPeople(db),
    findings: (person) => findingRows(options, person),
    declareFinding: async (person, id) => {
      const incident = await verdicts.declare(id, askerOf(person, 'room'));
      return incident.number;
    },
    dismissFinding: (person, id, reason) => verdicts.dismiss(id, askerOf(person, 'room'), reason),
    playbooks: () => shelf,
    storylines: () => options.storylines,
    queue: async () => {
      const [left, counts, dead] = await Promise.all([backlog(db), queue.counts(), deadDeliveries(db)]);
      return {
        backend: queue.backend === 'redis' ? 'Redis' : 'PostgreSQL',
        counts,
        open: left.open,
        oldestSeconds: left.oldestSeconds,
        dead: dead.map(({ id, reaction, problem, attempts, createdAt }) => ({
          id,
          reaction,
          problem: problem ?? '',
          attempts,
          createdAt: createdAt.toISOString(),
        })),
      };
    },
    retryDead: (id) => reviveDelivery(db, id),
    postmortem: async (number, person): Promise<PostmortemPage | undefined> => {
      const incident = await readable(number, person);
      if (!incident?.postmortem) return undefined;
      const { chainHead } = incident.postmortem;
      const log = await readChain(db, incident.id);
      const end = log.findIndex(({ hash }) => hash === chainHead);
      const { fragment, toc, markdown, html } = writePostmortem(
        log.slice(0, end + 1).map(({ event }) => event),
        { chainHead },
      );
      return { codename: incident.codename, fragment, markdown, html, toc, chainHead };
    },
    bundle: async (number, person) => {
      const incident = await readable(number, person);
      if (!incident) return undefined;
      const { path, remove } = await temporaryBundle(incident.codename);
      await exportIncident(options.exporting, incident, path, person.id);
      const body = createReadStream(path);
      body.once('close', () => void remove());
      return { fileName: `${incident.codename}.zip`, body };
    },
    settings: () => config.origins,
    subscribe: (listener) => changes.subscribe(listener),
    requireFormToken,
  };
}

/** Findings of restricted incidents are for their members; those that wait for triage are for everybody here. */
async function findingRows({ store }: RoomHouseOptions, person: Person): ReturnType<RoomHouse['findings']> {
  const [rows, views] = await Promise.all([listFindings(store.db), listIncidents(store.db)]);
  const hidden = new Set(
    views
      .filter(({ visibility, members }) => visibility !== 'open' && !members.includes(person.id))
      .map(({ id }) => id),
  );
  return rows
    .filter(({ incidentId }) => !incidentId || !hidden.has(incidentId))
    .map(({ id, title, source, type, severity, count, lastSeenAt, disposition, why, incidentNumber }) => ({
      ...{ id, title, source, type, severity, count, disposition, why },
      lastSeenAt: lastSeenAt.toISOString(),
      ...(incidentNumber ? { incident: incidentNumber } : {}),
    }));
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
