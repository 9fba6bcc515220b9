/** Which of the things that wait goes next. After an outage what was said meanwhile goes out as one message. Pure. */

import { clockTime } from './durations.ts';
import type { Item, Placement } from './outbox.ts';

export interface Due {
  readonly placement: Placement;
  /** Placements that are settled with it: said in the same message, or made needless by it. */
  readonly covers: readonly Placement[];
}

/** Lines that waited longer than this were held up by the platform, in milliseconds. */
const HELD_UP_MS = 120_000;
/** From this many on they are told as one. */
const MANY = 3;

/** Undefined when nothing waits. `waiting` is in the order in which it was wanted. */
export function nextDue(waiting: readonly Placement[], at: Date): Due | undefined {
  const [first] = waiting.toSorted((one, other) => rankOf(one) - rankOf(other));
  if (!first) return undefined;
  if (first.item.kind === 'line') return nextLine(linesOf(waiting), at);
  if (first.item.kind === 'whisper') return newestOfItsKind(first, waiting);
  return { placement: first, covers: [] };
}

/**
 * Members first, so that whoever is spoken to is there; then what is urgent, then a card that is not there yet, then
 * what everybody is told. A crowd takes many calls: it comes in while those who are there see all that. What ends the
 * conversation is last.
 */
function rankOf({ item, urgency, messages }: Placement): number {
  if (item.kind === 'archived') return item.archived ? 8 : 0;
  if (item.kind === 'members' && item.members.length <= CROWD) return 1;
  if (urgency === 'urgent') return 2;
  if (item.kind === 'card' && messages.length === 0) return 3;
  if (item.kind === 'line') return 4;
  if (item.kind === 'members' || item.kind === 'group') return 5;
  return urgency === 'normal' ? 6 : 7;
}

/** More than one invitation takes. https://docs.slack.dev/reference/methods/conversations.invite */
const CROWD = 100;

type WaitingLine = Placement & { readonly item: Extract<Item, { kind: 'line' }> };

/** In the order in which it happened; an urgent line goes before the others. */
function linesOf(waiting: readonly Placement[]): readonly WaitingLine[] {
  return waiting.filter((one): one is WaitingLine => one.item.kind === 'line').toSorted(bySeq);
}

function bySeq({ item: one }: WaitingLine, { item: other }: WaitingLine): number {
  return one.line.seq - other.line.seq;
}

function nextLine(lines: readonly WaitingLine[], at: Date): Due | undefined {
  // One that may have arrived is looked up first; it is not told again in a digest.
  const uncertain = lines.find(({ begunAt }) => begunAt !== undefined);
  if (uncertain) return { placement: uncertain, covers: [] };
  const longest = Math.max(...lines.map(({ wantedAt }) => at.getTime() - wantedAt.getTime()));
  if (lines.length >= MANY && longest >= HELD_UP_MS) return digest(lines, at);
  const first = lines.find(({ urgency }) => urgency === 'urgent') ?? lines[0];
  return first && { placement: first, covers: [] };
}

function digest(lines: readonly WaitingLine[], at: Date): Due | undefined {
  const [head, ...others] = lines;
  if (!head) return undefined;
  const told = lines.map(({ item: { line } }) => `${clockTime(line.at, at)} ${line.text}`);
  const text = ['Held up on the way here, in the order in which it happened:', ...told].join('\n');
  return { placement: { ...head, item: { kind: 'line', line: { ...head.item.line, text } } }, covers: others };
}

/** Of cards to one person under one key only the newest is worth reading. */
function newestOfItsKind(first: Placement, waiting: readonly Placement[]): Due {
  const same = waiting.filter((one) => isSame(one, first));
  const newest = same.at(-1) ?? first;
  return { placement: newest, covers: same.filter((one) => one !== newest && one.begunAt === undefined) };
}

function isSame({ item: one }: Placement, { item: other }: Placement): boolean {
  return (
    one.kind === 'whisper' &&
    other.kind === 'whisper' &&
    one.to.id === other.to.id &&
    one.card.key === other.card.key &&
    one.how === other.how
  );
}
