/** Tables on paper: columns as wide as their words need, rows that may run over pages, a head on each. */

import type { Table, TableRow } from 'mdast';
import { columnWidths } from '../column-widths.ts';
import { bottomOf, decorate, drawLine, LEADING, left, newPage, RULE, type Sheet, SOFT, widthOf } from './sheet.ts';
import { spansOf } from './spans.ts';
import { type Line, typeset } from './typeset.ts';

const PAD = 3;

type Structure = PDFKit.PDFStructureElement;

export function drawTable(sheet: Sheet, node: Table, parent: Structure): void {
  const [head, ...body] = node.children;
  if (head === undefined) return;
  const size = head.children.length > 5 ? 6.6 : 7.6;
  const widths = columnWidths(node, widthOf(sheet), size);
  const options = node.data?.hProperties?.ariaLabel;
  const structure = sheet.doc.struct('Table', options === undefined ? {} : { title: options });
  parent.add(structure);
  const grid: Grid = { sheet, widths, size, structure, head };
  sheet.y += 4;
  drawRow(grid, head, true);
  for (const row of body) drawRow(grid, row, false);
  structure.end();
  sheet.y += 8;
}

interface Grid {
  readonly sheet: Sheet;
  readonly widths: readonly number[];
  readonly size: number;
  readonly structure: Structure;
  readonly head: TableRow;
}

/** A row in as many pieces as pages need; each piece is a part of the same cells. */
function drawRow(grid: Grid, row: TableRow, isHead: boolean): void {
  const { sheet, widths, size, structure } = grid;
  const cells = row.children.map((cell, index) =>
    typeset(spansOf(cell.children, isHead ? 'bold' : 'regular'), sheet, {
      width: (widths[index] ?? 0) - 2 * PAD,
      size,
    }),
  );
  const height = size * LEADING;
  const lines = Math.max(1, ...cells.map((cell) => cell.length));
  const whole = lines * height + 2 * PAD;
  const room = bottomOf(sheet) - sheet.y;
  // A short row is not torn apart, and a head never stands alone.
  if (whole + (isHead ? 3 * height : 0) > room && (whole < 200 || room < 60)) turn(grid, isHead);
  const element = sheet.doc.struct('TR');
  structure.add(element);
  const boxes = cells.map((_cell, index) => {
    const box =
      isHead || index === 0
        ? sheet.doc.struct('TH', { scope: isHead ? 'Column' : 'Row' } as object)
        : sheet.doc.struct('TD');
    element.add(box);
    return box;
  });
  let from = 0;
  while (from < lines) {
    const fitting = Math.max(1, Math.floor((bottomOf(sheet) - sheet.y - 2 * PAD) / height));
    const to = Math.min(lines, from + fitting);
    drawCells(
      grid,
      cells.map((cell) => cell.slice(from, to)),
      { boxes, isHead },
    );
    sheet.y += (to - from) * height + 2 * PAD;
    rule(sheet, isHead);
    from = to;
    if (from < lines) turn(grid, isHead);
  }
  for (const box of boxes) box.end();
  element.end();
}

function drawCells(
  { sheet, widths, size }: Grid,
  cells: readonly (readonly Line[])[],
  { boxes, isHead }: { boxes: readonly Structure[]; isHead: boolean },
): void {
  let x = left;
  for (const [index, lines] of cells.entries()) {
    const width = widths[index] ?? 0;
    const content = sheet.doc.markStructureContent(isHead || index === 0 ? 'TH' : 'TD');
    for (const [at, line] of lines.entries()) {
      const y = sheet.y + PAD + at * size * LEADING;
      drawLine(sheet, line, { x: x + PAD, y, width: width - 2 * PAD, size, ...(isHead ? { color: SOFT } : {}) });
    }
    sheet.doc.endMarkedContent();
    boxes[index]?.add(content);
    x += width;
  }
}

/** A new page begins with the head again, which is decoration there: it was read once. */
function turn(grid: Grid, isHead: boolean): void {
  const { sheet, widths, size, head } = grid;
  newPage(sheet);
  if (isHead) return;
  decorate(sheet, () => {
    let x = left;
    for (const [index, cell] of head.children.entries()) {
      const width = (widths[index] ?? 0) - 2 * PAD;
      const [line] = typeset(spansOf(cell.children, 'bold'), sheet, { width, size });
      if (line) drawLine(sheet, line, { x: x + PAD, y: sheet.y + PAD, width, size, color: SOFT });
      x += widths[index] ?? 0;
    }
  });
  sheet.y += size * LEADING + 2 * PAD;
  rule(sheet, true);
}

function rule(sheet: Sheet, strong: boolean): void {
  decorate(sheet, () => {
    sheet.doc
      .moveTo(left, sheet.y)
      .lineTo(left + widthOf(sheet), sheet.y)
      .lineWidth(strong ? 0.9 : 0.4)
      .strokeColor(strong ? SOFT : RULE)
      .stroke();
  });
}
