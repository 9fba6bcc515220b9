/** The same problem, told again: how a later telling folds into the finding that is known. */

import type { Entity } from '../incident/actor.ts';
import type { Finding } from './source.ts';

export type Telling = 'new' | 'repeated' | 'updated' | 'outdated';

export interface Folded {
  /** `repeated` says nothing new; `outdated` arrived after a newer telling and only widens what was seen. */
  readonly telling: Telling;
  readonly finding: Finding;
  /** What changed, one phrase each: “severity medium → high”. For the incident's timeline. */
  readonly changes: readonly string[];
}

/**
 * `known` is the finding with the same source and dedup key, if any. The newer telling gives title, severity and
 * status; entities and techniques are united, first sight is the earliest and last sight the latest ever told.
 */
export function fold(known: Finding | undefined, told: Finding): Folded {
  if (!known) return { telling: 'new', finding: told, changes: [] };
  const outdated = isOlder(told, known);
  const newest = outdated ? known : told;
  const finding: Finding = {
    ...newest,
    entities: united(known.entities, told.entities),
    techniques: [...new Set([...known.techniques, ...told.techniques])],
    ...seen('firstSeenAt', [known.firstSeenAt, told.firstSeenAt].filter(isTime).sort().at(0)),
    ...seen('lastSeenAt', [known.lastSeenAt, told.lastSeenAt].filter(isTime).sort().at(-1)),
  };
  const changes = changesOf(known, finding);
  if (outdated) return { telling: 'outdated', finding, changes };
  return { telling: changes.length > 0 ? 'updated' : 'repeated', finding, changes };
}

/** Sources that tell no time of change are taken in the order of arrival. */
function isOlder(told: Finding, known: Finding): boolean {
  const toldAt = told.updatedAt ?? told.lastSeenAt;
  const knownAt = known.updatedAt ?? known.lastSeenAt;
  return toldAt !== undefined && knownAt !== undefined && Date.parse(toldAt) < Date.parse(knownAt);
}

function united(known: readonly Entity[], told: readonly Entity[]): readonly Entity[] {
  const all = new Map([...known, ...told].map((entity) => [keyOf(entity), entity] as const));
  return [...all.values()];
}

function changesOf(known: Finding, now: Finding): readonly string[] {
  const before = new Set(known.entities.map(keyOf));
  return [
    ...(known.severity === now.severity ? [] : [`severity ${known.severity} → ${now.severity}`]),
    ...(known.status === now.status ? [] : [`status ${known.status} → ${now.status}`]),
    ...(known.title === now.title ? [] : [`title → ${now.title}`]),
    ...now.entities.filter((entity) => !before.has(keyOf(entity))).map(({ kind, id }) => `also names ${kind} ${id}`),
    ...(known.lastSeenAt === now.lastSeenAt || !now.lastSeenAt ? [] : [`seen again at ${now.lastSeenAt}`]),
  ];
}

function keyOf({ kind, id, account }: Entity): string {
  return JSON.stringify([kind, id, account ?? '']);
}

function isTime(text: string | undefined): text is string {
  return text !== undefined;
}

function seen<Name extends string>(name: Name, at: string | undefined): { readonly [N in Name]?: string } {
  return at === undefined ? {} : ({ [name]: at } as { readonly [N in Name]: string });
}
