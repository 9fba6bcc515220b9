/** The post-mortem as the Room sees it: any version of it, copies, differences, and the follow-ups of all incidents. */

import type { Person } from '../incident/actor.ts';
import type { EventOf, IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isMember } from '../incident/permissions.ts';
import { rowOf } from '../incident/timeline.ts';
import { compile } from '../postmortem/compile.ts';
import { differencesBetween } from '../postmortem/differences.ts';
import { FORMATS } from '../postmortem/formats/index.ts';
import { renderCopy, renderExternal, renderParts } from '../postmortem/parts.ts';
import type { RoomHouse, VersionRow } from '../room/house.ts';
import { readChain } from '../store/log.ts';
import type { Statements } from '../store/open.ts';
import { listFollowUps } from '../store/views.ts';

type PostmortemHouse = Pick<RoomHouse, 'postmortem' | 'postmortemCopy' | 'versions' | 'differences' | 'followUps'>;

/** `readable` answers an incident only to who may read it: everything here goes through it. */
export function createPostmortemHouse(
  db: Statements,
  readable: (number: number, person: Person) => Promise<Incident | undefined>,
): PostmortemHouse {
  /** The log up to a position, with the hash there; undefined where there is no post-mortem yet, and for outsiders. */
  async function written(number: number, person: Person, at?: number) {
    const incident = await readable(number, person);
    if (!incident?.postmortem) return undefined;
    const chain = await readChain(db, incident.id);
    const newest = chain.length;
    const position = Math.min(at ?? newest, newest);
    const chainHead = chain[position - 1]?.hash ?? '';
    return { incident, newest, position, chainHead, events: chain.slice(0, position).map(({ event }) => event) };
  }

  return {
    postmortem: async (number, person, at) => {
      const found = await written(number, person, at);
      if (!found) return undefined;
      const { incident, newest, position, chainHead, events } = found;
      const citation = (seq: number): string => `/incidents/${number}/log?from=${seq}#e-${seq}`;
      const parts = renderParts(events, { chainHead }, citation);
      const formats = FORMATS.map(({ label, extension }) => ({ extension, label }));
      return { incident, parts, position, newest, chainHead, isMember: isMember(incident, person), formats };
    },
    postmortemCopy: async (number, person, extension, at) => {
      const found = await written(number, person, at === 'external' ? undefined : at);
      if (found && at === 'external') return renderExternal(found.events, extension);
      const copy = found && (await renderCopy(found.events, { chainHead: found.chainHead }, extension));
      if (!found || !copy) return undefined;
      return { ...copy, fileName: `${found.incident.codename}-postmortem-e${found.position}.${extension}` };
    },
    versions: async (number, person) => {
      const found = await written(number, person);
      return found && { codename: found.incident.codename, rows: versionsIn(found.events) };
    },
    differences: async (number, person, { from, to }) => {
      const found = await written(number, person);
      if (!found) return undefined;
      const upTo = (position: number) => compile(found.events.slice(0, Math.max(1, position)));
      return { codename: found.incident.codename, sections: differencesBetween(upTo(from), upTo(to)) };
    },
    followUps: async (person) =>
      (await listFollowUps(db))
        .filter(({ visibility, members }) => visibility === 'open' || members.includes(person.id))
        .flatMap(({ number, codename, followUps }) => followUps.map((one) => ({ ...one, number, codename }))),
  };
}

/** Newest first. Each was compiled up to the event that it names as its cause. */
function versionsIn(events: readonly IncidentEvent[]): readonly VersionRow[] {
  const byId = new Map(events.map((event) => [event.id, event]));
  return events
    .filter((event): event is EventOf<'PostmortemWritten'> => event.type === 'PostmortemWritten')
    .map((event) => {
      const cause = byId.get(event.source.cause ?? '') ?? event;
      const { text, by } = rowOf(cause);
      return { version: event.data.version, position: cause.seq, at: event.recordedAt, by: by.name, why: text };
    })
    .reverse();
}
