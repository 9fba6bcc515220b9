/** Sheets of paper: where on the page we are, when the next one begins, how lines and rules get onto it. */

import { SWIFT, type SwiftWriter } from './swift.ts';
import type { Line, Piece, Typesetter } from './typeset.ts';

export const INK = '#16202c';
export const SOFT = '#55606e';
export const LINK = '#1d4e89';
export const RULE = '#d5dae1';
export const WASH = '#f5f7f9';

/** Points. A4 with room for a binding and a foot line. */
const MARGIN = { top: 50, right: 44, bottom: 58, left: 44 };
const A4 = { portrait: [595.28, 841.89], landscape: [841.89, 595.28] } as const;
export type Orientation = keyof typeof A4;

/** Height of a line of text, in its size. */
export const LEADING = 1.38;

export interface Sheet extends Typesetter {
  readonly doc: PDFKit.PDFDocument;
  readonly swift: SwiftWriter;
  /** Where the next thing goes, from the top of the page. */
  y: number;
  orientation: Orientation;
}

export const left = MARGIN.left;

export function widthOf({ orientation }: Sheet): number {
  return A4[orientation][0] - MARGIN.left - MARGIN.right;
}

export function bottomOf({ orientation }: Sheet): number {
  return A4[orientation][1] - MARGIN.bottom;
}

export function newPage(sheet: Sheet, orientation: Orientation = sheet.orientation): void {
  sheet.orientation = orientation;
  sheet.doc.addPage({ size: [...A4[orientation]], margin: 0 });
  sheet.y = MARGIN.top;
}

/** Begins a new page when less than `height` is left on this one. */
export function need(sheet: Sheet, height: number): void {
  if (sheet.y + height > bottomOf(sheet)) newPage(sheet);
}

/** What is drawn is decoration: readers that speak leave it out. */
export function decorate({ doc }: Sheet, draw: () => void): void {
  doc.markContent('Artifact', { type: 'Layout' });
  draw();
  doc.endMarkedContent();
}

/** Draws a line whose box begins at `x`, `y` and is `width` wide. */
export function drawLine(
  sheet: Sheet,
  line: Line,
  { x, y, width, size, color = INK }: { x: number; y: number; width: number; size: number; color?: string },
): void {
  let at = line.rtl ? x + width - line.width : x;
  const baseline = y + size * 1.02;
  for (const piece of line.pieces) {
    drawPiece(sheet, piece, { x: at, baseline, size, color });
    at += piece.width;
  }
}

function drawPiece(
  sheet: Sheet,
  { text, face, span, width }: Piece,
  { x, baseline, size, color }: { x: number; baseline: number; size: number; color: string },
): void {
  if (text.trim() === '') return;
  const { doc } = sheet;
  const leads = span.link !== undefined || span.goTo !== undefined;
  drawLetters(sheet, text, { face, size, color: leads ? LINK : color, x, baseline });
  const box = [x, baseline - size * 0.8, width, size] as const;
  if (span.link !== undefined) doc.link(...box, span.link);
  if (span.goTo !== undefined) doc.goTo(...box, span.goTo);
  if (span.anchor !== undefined) doc.addNamedDestination(span.anchor, 'XYZ', x, baseline - size, null);
}

/** Its own baseline, because faces differ in how far they rise. */
export function drawLetters(
  { doc, swift }: Sheet,
  text: string,
  at: { face: string; size: number; color: string; x: number; baseline: number },
): void {
  if (at.face.endsWith(SWIFT)) {
    swift.write(text, at);
    return;
  }
  doc.font(at.face).fontSize(at.size).fillColor(at.color);
  doc.text(text, at.x, at.baseline, { lineBreak: false, baseline: 'alphabetic' });
}
