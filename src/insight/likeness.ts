/** What of an incident others can be like: what it names, how it was attacked, and its words. */

import type { Entity } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';

/** Words kept for the search: enough for any summary, and a bound for a storm of notes. */
const MOST_CHARACTERS = 50_000;
/** Things kept: a storm may name thousands of addresses. */
const MOST_ENTITIES = 500;

export interface Traits {
  /** `kind:id`. */
  readonly entities: readonly string[];
  readonly techniques: readonly string[];
  readonly title: string;
  readonly body: string;
}

export function traitsOf(incident: Incident): Traits {
  const { scope, alerts, title, summary, entries } = incident;
  const told = entries.filter(({ withdrawn }) => !withdrawn).map(({ text }) => text);
  return {
    entities: entityKeys(scope),
    techniques: [...new Set(alerts.flatMap(({ techniques }) => techniques))],
    title: storable(title).slice(0, 1000),
    body: storable([summary, ...told].join('\n')).slice(0, MOST_CHARACTERS),
  };
}

export function entityKeys(entities: readonly Entity[]): readonly string[] {
  return [...new Set(entities.slice(0, MOST_ENTITIES).map(({ kind, id }) => storable(`${kind}:${id}`).slice(0, 500)))];
}

/** PostgreSQL holds no NUL and no half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
