/** Texts compared and merged line by line: what two people wrote at once, and what two versions differ in. Pure. */

/** Lines `from` to `to` of the one text became lines `from` to `to` of the other; `to` is not included. */
export interface Change {
  readonly before: Span;
  readonly after: Span;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** More differences than this are shown as one: a text replaced whole is not worth the search. */
const MOST_DIFFERENCES = 500;

/**
 * The fewest changes that make `before` into `after` (Myers, "An O(ND) Difference Algorithm", 1986), in order.
 * Linear where the texts are nearly the same.
 */
export function changesBetween(before: readonly string[], after: readonly string[]): readonly Change[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  if (a.length === 0 && b.length === 0) return [];
  return grouped(kept(a, b), a.length, b.length).map((change) => ({
    before: { from: change.before.from + head, to: change.before.to + head },
    after: { from: change.after.from + head, to: change.after.to + head },
  }));
}

/** Lines that no one writes and Markdown shows as they are: between them stand the parts that differ. */
const MARKS = { stands: '⟦ as it stands ⟧', written: '⟦ as it was written ⟧', end: '⟦ end of both ⟧' } as const;

/** Whether a text still holds marks of a merge that nobody settled. */
export function hasMarks(text: string): boolean {
  return text.split('\n').some((line) => Object.values(MARKS).some((mark) => line.trim() === mark));
}

export type Merged =
  | { readonly clean: true; readonly text: string }
  /** `text` holds both, each part that differs between marks, for a person to settle. */
  | { readonly clean: false; readonly text: string };

/**
 * Puts together what two people made of `base`. Changes that neither overlap nor touch are both taken; the same change
 * made twice is taken once.
 */
export function mergeTexts(base: string, ours: string, theirs: string): Merged {
  const [root, left, right] = [base, ours, theirs].map((text) => text.split('\n')) as [string[], string[], string[]];
  const regions = regionsOf(changesBetween(root, left), changesBetween(root, right));
  const lines: string[] = [];
  let at = 0;
  let clean = true;
  for (const { from, to, mine, other } of regions) {
    lines.push(...root.slice(at, from));
    const [one, two] = [seenBy(mine, { from, to }, left, root), seenBy(other, { from, to }, right, root)];
    if (other.length === 0 || one.join('\n') === two.join('\n')) lines.push(...one);
    else if (mine.length === 0) lines.push(...two);
    else {
      clean = false;
      lines.push(MARKS.stands, '', ...one, '', MARKS.written, '', ...two, '', MARKS.end);
    }
    at = to;
  }
  lines.push(...root.slice(at));
  return { clean, text: lines.join('\n') };
}

interface Region extends Span {
  readonly mine: readonly Change[];
  readonly other: readonly Change[];
}

/** Parts of the base that either side changed; changes that touch belong to one region. */
function regionsOf(mine: readonly Change[], other: readonly Change[]): readonly Region[] {
  const all = [...mine.map((change) => ({ change, own: true })), ...other.map((change) => ({ change, own: false }))];
  all.sort((a, b) => a.change.before.from - b.change.before.from);
  const regions: { from: number; to: number; mine: Change[]; other: Change[] }[] = [];
  for (const { change, own } of all) {
    const last = regions.at(-1);
    const region =
      last && change.before.from <= last.to ? last : { ...change.before, mine: [] as Change[], other: [] as Change[] };
    if (region !== last) regions.push(region);
    region.to = Math.max(region.to, change.before.to);
    (own ? region.mine : region.other).push(change);
  }
  return regions;
}

/** What one side made of a region of the base. */
function seenBy(
  changes: readonly Change[],
  { from, to }: Span,
  text: readonly string[],
  base: readonly string[],
): readonly string[] {
  const lines: string[] = [];
  let at = from;
  for (const { before, after } of changes) {
    lines.push(...base.slice(at, before.from), ...text.slice(after.from, after.to));
    at = before.to;
  }
  return [...lines, ...base.slice(at, to)];
}

type Pair = readonly [number, number];

/** Pairs of lines that both texts keep. */
function kept(a: readonly string[], b: readonly string[]): readonly Pair[] {
  const trace = search(a, b);
  if (trace === undefined) return [];
  const pairs: Pair[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d -= 1) {
    const reached = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const previous = goesDown(reached, k, d) ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : far(reached, previous);
    const startY = d === 0 ? 0 : startX - previous;
    while (x > startX && y > startY && a[x - 1] === b[y - 1]) {
      pairs.push([x - 1, y - 1]);
      x -= 1;
      y -= 1;
    }
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
}

/** How far each diagonal reached before each difference; undefined when there are too many differences. */
function search(a: readonly string[], b: readonly string[]): readonly ReadonlyMap<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  const reached = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST_DIFFERENCES); d += 1) {
    trace.push(new Map(reached));
    for (let k = -d; k <= d; k += 2) {
      let x = goesDown(reached, k, d) ? far(reached, k + 1) : far(reached, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reached.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return undefined;
}

/** Whether the diagonal is reached by a line of the second text alone. */
function goesDown(reached: ReadonlyMap<number, number>, k: number, d: number): boolean {
  return k === -d || (k !== d && far(reached, k - 1) < far(reached, k + 1));
}

function far(reached: ReadonlyMap<number, number>, k: number): number {
  return reached.get(k) ?? -1;
}

/** What lies between the lines that are kept. */
function grouped(pairs: readonly Pair[], aLength: number, bLength: number): readonly Change[] {
  const changes: Change[] = [];
  let [x, y] = [0, 0];
  for (const [keptX, keptY] of [...pairs, [aLength, bLength] as const]) {
    if (keptX > x || keptY > y) changes.push({ before: { from: x, to: keptX }, after: { from: y, to: keptY } });
    [x, y] = [keptX + 1, keptY + 1];
  }
  return changes;
}
