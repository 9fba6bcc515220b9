/**
 * Text into lines: where it breaks, which face shows each piece, and in which order pieces stand when directions mix
 * (UAX #9). A paragraph of plain Latin takes the short way.
 */

import bidiFactory, { type Bidi } from 'bidi-js';
import type { Style, Typefaces } from './typefaces.ts';

/** A stretch of text of one style. */
export interface Span {
  readonly text: string;
  readonly style: Style;
  /** Directions inside do not reach outside. */
  readonly isolated?: boolean;
  /** Address outside, or name of a target in the document. */
  readonly link?: string;
  readonly goTo?: string;
  /** Makes this the target of a name. */
  readonly anchor?: string;
}

/** What is drawn at once: one face, one direction. */
export interface Piece {
  text: string;
  readonly face: string;
  readonly span: Span;
  /** Embedding level: odd runs from right to left. */
  readonly level: number;
  width: number;
}

export interface Line {
  /** From left to right, as they are seen. */
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly rtl: boolean;
}

export interface Typesetter {
  readonly faces: Typefaces;
  /** Width of a text in a face at size 1. */
  measure(text: string, face: string): number;
}

/** Its types describe an ES module; what Node.js loads is the function itself. */
const bidi = (bidiFactory as unknown as () => Bidi)();
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LATIN = /^[\u0020-\u007e]*$/;
/** A line may break after each of these: the scripts that put no spaces between words. */
const UNSPACED = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;
const ISOLATE = '\u2068';
const POP = '\u2069';

/** Breaks spans into lines of at most `width` at `size`. `auto` takes the direction from the first strong letter. */
export function typeset(
  spans: readonly Span[],
  { faces, measure }: Typesetter,
  { width, size, auto = false }: { readonly width: number; readonly size: number; readonly auto?: boolean },
): readonly Line[] {
  const mixed = spans.some(({ text }) => RTL.test(text));
  const { levels, base } = mixed ? levelsOf(spans, auto) : { levels: undefined, base: 0 };
  const words = wordsOf(spans, levels, faces);
  if (mixed) for (const piece of words.flat()) turn(piece);
  for (const word of words) for (const piece of word) piece.width = measure(piece.text, piece.face) * size;
  return fill(words, width, (piece) => measure(piece.text, piece.face) * size).map((pieces) => {
    const ordered = mixed ? reordered(pieces) : pieces;
    return { pieces: joined(ordered), width: sum(pieces), rtl: base % 2 === 1 };
  });
}

/** Whether the first strong letter of a text runs from right to left (UAX #9, P2 and P3). */
export function readsRtl(text: string): boolean {
  return RTL.test(text) && (bidi.getEmbeddingLevels(text).paragraphs[0]?.level ?? 0) % 2 === 1;
}

/** Levels of every character of the spans in turn, as if each isolated one stood between marks. */
function levelsOf(spans: readonly Span[], auto: boolean): { levels: readonly Uint8Array[]; base: number } {
  const text = spans.map((span) => (span.isolated ? `${ISOLATE}${span.text}${POP}` : span.text)).join('');
  const { levels, paragraphs } = bidi.getEmbeddingLevels(text, auto ? undefined : 'ltr');
  let from = 0;
  const parts = spans.map((span) => {
    const start = from + (span.isolated ? 1 : 0);
    from = start + span.text.length + (span.isolated ? 1 : 0);
    return levels.slice(start, start + span.text.length);
  });
  return { levels: parts, base: paragraphs[0]?.level ?? 0 };
}

/** Words with the space after them, each in pieces of one face and one direction. */
function wordsOf(spans: readonly Span[], levels: readonly Uint8Array[] | undefined, faces: Typefaces): Piece[][] {
  const words: Piece[][] = [[]];
  for (const [index, span] of spans.entries()) {
    let at = 0;
    const level = (offset: number) => levels?.[index]?.[offset] ?? 0;
    for (const token of tokensOf(span.text)) {
      let from = 0;
      for (let to = 1; to <= token.length; to += 1) {
        if (to < token.length && level(at + to) === level(at + from)) continue;
        put(words, token.slice(from, to), { span, level: level(at + from), faces });
        from = to;
      }
      at += token.length;
      if (token.endsWith(' ') || UNSPACED.test(token)) words.push([]);
    }
  }
  return words.filter((word) => word.length > 0);
}

/** A face sets letters of a right-to-left script from right to left by itself; brackets and stops alone it does not. */
function turn(piece: Piece): void {
  if (piece.level % 2 === 0 || RTL.test(piece.text)) return;
  piece.text = [...segmenter.segment(piece.text)]
    .map(({ segment }) => segment)
    .reverse()
    .join('');
}

interface Setting {
  readonly span: Span;
  readonly level: number;
  readonly faces: Typefaces;
}

function put(words: Piece[][], token: string, { span, level, faces }: Setting): void {
  const known = faces.faceOf(LATIN.test(token) ? 'a' : token, span.style);
  const seen = level % 2 === 1 ? mirrored(token) : token;
  const text = known === undefined ? spelled(token) : seen;
  const face = known ?? 'regular';
  const last = words.at(-1)?.at(-1);
  if (last?.span === span && last.face === face && last.level === level) last.text += text;
  else words.at(-1)?.push({ text, face, span, level, width: 0 });
}

/** Latin by words, everything else by what a reader sees as one character. */
function* tokensOf(text: string): Generator<string> {
  for (const [part] of text.matchAll(/[\u0021-\u007e]+ ?|[^\u0021-\u007e]+/gu)) {
    if (LATIN.test(part)) yield part;
    else for (const { segment } of segmenter.segment(part)) yield segment;
  }
}

function spelled(cluster: string): string {
  return [...cluster].map((one) => `[U+${one.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`).join('');
}

function mirrored(text: string): string {
  return [...text].map((one) => bidi.getMirroredCharacter(one) ?? one).join('');
}

/** Puts words into lines; a word too long for a line is cut. The space at the end of a line takes no room. */
function fill(words: readonly Piece[][], width: number, measure: (piece: Piece) => number): Piece[][] {
  const lines: Piece[][] = [[]];
  let left = width;
  const put = (word: Piece[]) => {
    lines.at(-1)?.push(...word);
    left -= sum(word);
  };
  const next = () => {
    lines.push([]);
    left = width;
  };
  for (const word of words) {
    const space = sum(word.map((piece) => spaceOf(piece, measure)));
    if (sum(word) - space <= left) {
      put(word);
      continue;
    }
    if ((lines.at(-1)?.length ?? 0) > 0 && sum(word) - space <= width) {
      next();
      put(word);
    } else for (const piece of word) cut(piece, { width, left: () => left, put, next, measure });
  }
  return lines.filter((line) => line.length > 0);
}

function spaceOf(piece: Piece, measure: (piece: Piece) => number): number {
  // What runs from right to left ends at the left.
  const text = piece.level % 2 === 1 ? piece.text.trimStart() : piece.text.trimEnd();
  return text === piece.text ? 0 : piece.width - measure({ ...piece, text });
}

interface Cutting {
  readonly width: number;
  left(): number;
  put(word: Piece[]): void;
  next(): void;
  measure(piece: Piece): number;
}

/** Cuts a long piece where lines end. At least one character goes on each line. */
function cut(piece: Piece, { width, left, put, next, measure }: Cutting): void {
  const letters = [...piece.text];
  let from = 0;
  while (from < letters.length) {
    const share = Math.max(
      1,
      Math.floor((letters.length - from) * (left() / Math.max(0.01, measureOf(from, letters.length)))),
    );
    let to = Math.min(letters.length, from + share);
    while (to > from + 1 && measureOf(from, to) > left()) to -= 1;
    if (measureOf(from, to) > left() && left() < width) {
      next();
      continue;
    }
    const text = letters.slice(from, to).join('');
    put([{ ...piece, text, width: measure({ ...piece, text }) }]);
    from = to;
    if (from < letters.length) next();
  }
  function measureOf(start: number, end: number): number {
    return measure({ ...piece, text: letters.slice(start, end).join('') });
  }
}

/** UAX #9, rule L2: from the highest level down, every run at that level or above is turned around. */
function reordered(pieces: readonly Piece[]): Piece[] {
  const order = [...pieces];
  const highest = Math.max(0, ...pieces.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    let start = -1;
    for (let index = 0; index <= order.length; index += 1) {
      const inside = (order[index]?.level ?? -1) >= level;
      if (inside && start === -1) start = index;
      if (!inside && start !== -1) {
        order.splice(start, index - start, ...order.slice(start, index).reverse());
        start = -1;
      }
    }
  }
  return order;
}

/** Neighbours that are drawn alike are drawn at once. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (last !== undefined && alike(last, piece)) {
      whole[whole.length - 1] = { ...last, text: last.text + piece.text, width: last.width + piece.width };
    } else whole.push(piece);
  }
  return whole;
}

function alike(a: Piece, b: Piece): boolean {
  const leads = ({ link, goTo, anchor }: Span) => link ?? goTo ?? anchor;
  const same = a.span === b.span || (leads(a.span) === undefined && leads(b.span) === undefined);
  return same && a.face === b.face && a.level % 2 === 0 && b.level % 2 === 0;
}

function sum(pieces: readonly Piece[] | readonly number[]): number {
  let total = 0;
  for (const one of pieces) total += typeof one === 'number' ? one : one.width;
  return total;
}
