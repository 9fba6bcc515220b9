/** Which open incident a finding belongs to: the one that names the same specific thing, lately, and most closely. */

import type { BlockList } from 'node:net';
import type { Entity } from '../incident/actor.ts';
import type { ReceivedFinding } from './finding.ts';
import { blockList, isSameThing, weightOf } from './specific.ts';

/** An incident, or one of its findings: several candidates may bear the same incident. */
export interface Candidate {
  readonly incidentId: string;
  /** Closed incidents never take a finding by themselves; whether to reopen one is for people. */
  readonly open: boolean;
  /** The mark of the drill it belongs to. Drill and live never meet, nor do two drills. */
  readonly drill?: string | undefined;
  /** RFC 3339: when it was last heard of (the incident's last event, the finding's last delivery). */
  readonly lastActivityAt: string;
  readonly entities: readonly Entity[];
}

export interface CorrelateOptions {
  readonly windowMinutes: number;
  readonly at: Date;
  /** Addresses and networks (CIDR) that are the house's own, and so say nothing. */
  readonly ownAddresses?: readonly string[];
}

export interface Correlation {
  readonly incidentId: string;
  /** Completes "linked because it …": “names the same role web-prod”. */
  readonly why: string;
}

/** Undefined where nothing specific is shared within the window. Pure; ties go to the most recent, then the lower id. */
export function correlate(
  finding: Pick<ReceivedFinding, 'entities' | 'drill' | 'sample'>,
  candidates: readonly Candidate[],
  options: CorrelateOptions,
): Correlation | undefined {
  if (finding.sample && !finding.drill) return undefined;
  const ours = blockList(options.ownAddresses ?? []);
  let best: Match | undefined;
  for (const candidate of candidates) {
    if (!mayMeet(finding, candidate, options)) continue;
    const match = matchOf(finding.entities, candidate, ours);
    if (match.score > 0 && (!best || isCloser(match, best))) best = match;
  }
  return best && { incidentId: best.candidate.incidentId, why: why(best.shared) };
}

interface Match {
  readonly candidate: Candidate;
  readonly score: number;
  /** Heaviest first. */
  readonly shared: readonly Entity[];
}

function mayMeet(finding: Pick<ReceivedFinding, 'drill'>, candidate: Candidate, options: CorrelateOptions): boolean {
  if (!candidate.open || (finding.drill || '') !== (candidate.drill || '')) return false;
  const apartMs = Math.abs(options.at.getTime() - Date.parse(candidate.lastActivityAt));
  return apartMs <= options.windowMinutes * 60_000;
}

function matchOf(entities: readonly Entity[], candidate: Candidate, ours: BlockList): Match {
  const shared = entities
    .map((entity) => ({ entity, weight: weightOf(entity, ours) }))
    .filter(({ entity, weight }) => weight > 0 && candidate.entities.some((other) => isSameThing(entity, other)))
    .sort((a, b) => b.weight - a.weight);
  return {
    candidate,
    score: shared.reduce((sum, { weight }) => sum + weight, 0),
    shared: shared.map(({ entity }) => entity),
  };
}

function isCloser(a: Match, b: Match): boolean {
  if (a.score !== b.score) return a.score > b.score;
  const later = Date.parse(a.candidate.lastActivityAt) - Date.parse(b.candidate.lastActivityAt);
  return later !== 0 ? later > 0 : a.candidate.incidentId < b.candidate.incidentId;
}

const KIND_WORDS: Partial<Readonly<Record<Entity['kind'], string>>> = {
  'access-key': 'access key',
  'service-account': 'service account',
  ip: 'address',
};

/** Names the three heaviest things shared. */
function why(shared: readonly Entity[]): string {
  const named = shared.slice(0, 3).map(({ kind, id }) => `${KIND_WORDS[kind] ?? kind} ${id}`);
  const last = named.pop() ?? '';
  return `names the same ${named.length > 0 ? `${named.join(', ')} and ${last}` : last}`;
}
