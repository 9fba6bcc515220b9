/** A drawing on paper, in vectors, with its words for those who cannot see it. */

import type { Drawing, Painted } from '../drawing.ts';
import { clean } from '../text.ts';
import { drawLetters, left, need, type Sheet, widthOf } from './sheet.ts';
import { type Piece, typeset } from './typeset.ts';

export function drawPicture(sheet: Sheet, drawing: Drawing, parent: PDFKit.PDFStructureElement): void {
  const scale = Math.min(1, widthOf(sheet) / drawing.width);
  const height = drawing.height * scale;
  need(sheet, height + 8);
  const bbox = [left, sheet.y, left + drawing.width * scale, sheet.y + height];
  const figure = sheet.doc.struct('Figure', { alt: `${drawing.title}. ${drawing.description}`, bbox } as object);
  parent.add(figure);
  const content = sheet.doc.markStructureContent('Figure');
  sheet.doc.save().translate(left, sheet.y).scale(scale);
  for (const shape of drawing.shapes) paint(sheet, shape);
  sheet.doc.restore();
  sheet.doc.endMarkedContent();
  figure.add(content);
  figure.end();
  sheet.y += height + 6;
}

function paint(sheet: Sheet, shape: Painted): void {
  const { doc } = sheet;
  if (shape.kind === 'text') {
    words(sheet, shape);
    return;
  }
  if (shape.kind === 'rect') doc.rect(shape.x, shape.y, shape.width, shape.height);
  else if (shape.kind === 'ring') doc.circle(shape.x, shape.y, shape.radius);
  else trace(doc, shape.points);
  if (shape.kind === 'line' && shape.dashed) doc.dash(2, { space: 3 });
  doc.lineWidth(shape.strokeWidth ?? 1);
  if (shape.fill !== undefined && shape.stroke !== undefined) doc.fillAndStroke(shape.fill, shape.stroke);
  else if (shape.fill !== undefined) doc.fill(shape.fill);
  else doc.stroke(shape.stroke ?? '#000000');
  if (shape.kind === 'line' && shape.dashed) doc.undash();
}

function trace(doc: PDFKit.PDFDocument, points: readonly (readonly [number, number])[]): void {
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) doc.moveTo(x, y);
    else doc.lineTo(x, y);
  }
}

function words(sheet: Sheet, shape: Extract<Painted, { kind: 'text' }>): void {
  const spans = [{ text: clean(shape.words), style: 'regular' as const, isolated: true }];
  const [line] = typeset(spans, sheet, { width: 10_000, size: shape.size });
  let { x } = shape;
  for (const { face, text, width } of (line?.pieces ?? []) as readonly Piece[]) {
    drawLetters(sheet, text, { face, size: shape.size, color: shape.fill ?? '#000000', x, baseline: shape.y });
    x += width;
  }
}
