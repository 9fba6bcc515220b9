/**
 * Which incidents are like one, and why. Points, so that anybody can follow them: a shared thing 2 (an address or a name
 * of one 1, an account a quarter, for many incidents name it), at most 6; a shared technique 1, at most 3; the same type
 * 1; words 2 times the share of the words that both use, from half of them on. Two points make a likeness.
 */

import { ENTITY_KINDS, type EntityKind } from '../incident/actor.ts';
import type { Likeness, LikenessReason } from '../incident/likeness.ts';

/** What another incident shares with the one asked about. */
export interface Shared {
  readonly id: string;
  readonly number: number;
  readonly codename: string;
  readonly isSameType: boolean;
  /** `kind:id`. */
  readonly entities: readonly string[];
  readonly techniques: readonly string[];
  /** Words of the title and summary asked about, and how many of them the other uses. */
  readonly words: number;
  readonly sharedWords: number;
}

const ENOUGH = 2;
const MOST_ENTITY_POINTS = 6;
const MOST_TECHNIQUE_POINTS = 3;
/** Fewer words than this are a coincidence. */
const FEWEST_WORDS = 3;
const FEWEST_SHARE = 0.5;
/** More would not be read. */
const SHOWN = 5;
const POINTS: Readonly<Partial<Record<EntityKind, number>>> = { account: 0.25, ip: 1, domain: 1 };

/** The most alike first, then the newest. */
export function mostAlike(others: readonly Shared[]): readonly Likeness[] {
  return others
    .map((other) => ({ other, points: pointsOf(other) }))
    .filter(({ points }) => points >= ENOUGH)
    .sort((a, b) => b.points - a.points || b.other.number - a.other.number)
    .slice(0, SHOWN)
    .map(({ other }) => ({
      incidentId: other.id,
      number: other.number,
      codename: other.codename,
      reasons: reasonsOf(other),
    }));
}

function pointsOf(other: Shared): number {
  const things = other.entities.reduce((sum, key) => sum + (POINTS[kindOf(key)] ?? 2), 0);
  return (
    Math.min(things, MOST_ENTITY_POINTS) +
    Math.min(other.techniques.length, MOST_TECHNIQUE_POINTS) +
    (other.isSameType ? 1 : 0) +
    2 * wordsShare(other)
  );
}

function reasonsOf(other: Shared): readonly LikenessReason[] {
  const reasons: LikenessReason[] = [];
  if (other.entities.length > 0) {
    const kinds = [...new Set(other.entities.map(kindOf))].sort();
    reasons.push({ kind: 'entities', count: other.entities.length, of: kinds });
  }
  if (other.techniques.length > 0) reasons.push({ kind: 'techniques', count: other.techniques.length });
  if (other.isSameType) reasons.push({ kind: 'type' });
  if (wordsShare(other) > 0) reasons.push({ kind: 'words' });
  return reasons;
}

function wordsShare({ words, sharedWords }: Shared): number {
  const share = sharedWords / Math.max(1, words);
  return sharedWords >= FEWEST_WORDS && share >= FEWEST_SHARE ? share : 0;
}

function kindOf(key: string): EntityKind {
  const kind = key.slice(0, key.indexOf(':'));
  return ENTITY_KINDS.find((known) => known === kind) ?? 'other';
}
