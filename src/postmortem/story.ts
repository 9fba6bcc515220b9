/** The events of one incident, sorted once so that every section finds its own in linear time. */

import { CordonError } from '../base/errors.ts';
import type { EventOf, EventType, IncidentEvent } from '../incident/events.ts';

/** What several events can be about: the thing whose id they carry as `<subject>Id`. */
export type Subject = 'action' | 'evidence' | 'task' | 'clock' | 'followUp';

const SUBJECTS: readonly Subject[] = ['action', 'evidence', 'task', 'clock', 'followUp'];
const NONE: readonly never[] = [];

export interface Story {
  /** In the order they were recorded. */
  readonly events: readonly IncidentEvent[];
  readonly declared: EventOf<'IncidentDeclared'>;
  /** The newest event: where the log ends. */
  readonly last: IncidentEvent;
  /** Events of one type, in order. */
  of<T extends EventType>(type: T): readonly EventOf<T>[];
  /** Events about each thing of a kind, by its id, in the order the things first appear. */
  about(subject: Subject): ReadonlyMap<string, readonly IncidentEvent[]>;
}

/** Sorts events into a story in one pass. Throws `not_found` when there is no incident in them. */
export function readStory(events: readonly IncidentEvent[]): Story {
  const byType = new Map<EventType, IncidentEvent[]>();
  const bySubject = new Map<Subject, Map<string, IncidentEvent[]>>(SUBJECTS.map((subject) => [subject, new Map()]));
  for (const event of events) {
    put(byType, event.type, event);
    for (const subject of SUBJECTS) {
      const id = (event.data as Readonly<Record<string, unknown>>)[`${subject}Id`];
      if (typeof id === 'string') put(bySubject.get(subject) ?? new Map(), id, event);
    }
  }
  const of = <T extends EventType>(type: T): readonly EventOf<T>[] =>
    (byType.get(type) ?? NONE) as readonly EventOf<T>[];
  const declared = of('IncidentDeclared')[0];
  const last = events.at(-1);
  if (declared === undefined || last === undefined) {
    throw new CordonError('not_found', `No IncidentDeclared among ${events.length} events.`, {
      remedy: 'Compile a post-mortem from the whole log of one incident, from its first event on.',
    });
  }
  return { events, declared, last, of, about: (subject) => bySubject.get(subject) ?? new Map() };
}

/** The first event of a type among some events. */
export function firstOf<T extends EventType>(events: readonly IncidentEvent[], type: T): EventOf<T> | undefined {
  return events.find((event): event is EventOf<T> => event.type === type);
}

/** The newest event of a type among some events. */
export function lastOf<T extends EventType>(events: readonly IncidentEvent[], type: T): EventOf<T> | undefined {
  return events.findLast((event): event is EventOf<T> => event.type === type);
}

/** All events of a type among some events. */
export function allOf<T extends EventType>(events: readonly IncidentEvent[], type: T): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

function put<K>(map: Map<K, IncidentEvent[]>, key: K, event: IncidentEvent): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [event]);
  else list.push(event);
}
