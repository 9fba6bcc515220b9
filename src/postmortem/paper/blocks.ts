/** Blocks of the tree on paper: each is drawn, and said to readers that speak, as what it is. */

import type { Blockquote, Heading, List, ListItem, Paragraph, RootContent } from 'mdast';
import type { Assets } from '../format.ts';
import { drawPicture } from './picture.ts';
import { decorate, drawLine, INK, LEADING, LINK, left, need, RULE, type Sheet, SOFT, WASH, widthOf } from './sheet.ts';
import { spansOf, textsOf } from './spans.ts';
import { drawTable } from './table.ts';
import { readsRtl, type Span, typeset } from './typeset.ts';

type Structure = PDFKit.PDFStructureElement;

const TEXT = 9.5;
const HEADINGS = { 1: 19, 2: 14, 3: 11, 4: 10, 5: 10, 6: 10 } as const;
const STEP = 14;

export interface Place {
  readonly sheet: Sheet;
  readonly assets: Assets;
  readonly parent: Structure;
  /** From the left edge of the text, and from the right one. */
  readonly indent: number;
  readonly inset: number;
  readonly color: string;
  /** Direction of a paragraph comes from its first strong letter. */
  readonly auto: boolean;
}

export function drawBlock(node: RootContent, place: Place): void {
  const { sheet } = place;
  if (node.type === 'heading') drawHeading(node, place);
  else if (node.type === 'paragraph') drawParagraph(node, place);
  else if (node.type === 'blockquote') drawQuote(node, place);
  else if (node.type === 'list') drawList(node, place);
  else if (node.type === 'code') drawCode(node.value, place);
  else if (node.type === 'table') drawTable(sheet, node, place.parent);
  else if (node.type === 'thematicBreak') drawBreak(sheet);
  else throw new TypeError(`A document holds no ${node.type}.`);
}

function drawBreak(sheet: Sheet): void {
  sheet.y += 8;
  decorate(sheet, () => {
    sheet.doc
      .moveTo(left, sheet.y)
      .lineTo(left + widthOf(sheet), sheet.y)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke();
  });
  sheet.y += 8;
}

function drawHeading(node: Heading, place: Place): void {
  const { sheet } = place;
  const size = HEADINGS[node.depth];
  sheet.y += node.depth === 1 ? 0 : node.depth === 2 ? 18 : 10;
  // With room for something below it: a heading never ends a page.
  need(sheet, size * LEADING + 60);
  const id = node.data?.hProperties?.id;
  if (id !== undefined) sheet.doc.addNamedDestination(id, 'XYZ', left, sheet.y, null);
  if (node.depth === 2) {
    decorate(sheet, () => {
      sheet.doc
        .moveTo(left, sheet.y - 4)
        .lineTo(left + widthOf(sheet), sheet.y - 4)
        .lineWidth(1)
        .strokeColor(INK)
        .stroke();
    });
    sheet.doc.outline.addItem(
      spansOf(node.children)
        .map(({ text }) => text)
        .join(''),
    );
  }
  drawText(spansOf(node.children, 'bold'), { ...place, color: INK }, { tag: `H${node.depth}`, size });
  sheet.y += 3;
}

function drawParagraph({ children, data }: Paragraph, place: Place): void {
  const [only] = children;
  const drawing = only?.type === 'image' && children.length === 1 ? place.assets[only.url] : undefined;
  if (drawing !== undefined) {
    drawPicture(place.sheet, drawing, place.parent);
    return;
  }
  const explains = data?.hProperties?.className?.includes('explain') ?? false;
  const color = explains ? SOFT : place.color;
  drawText(spansOf(children), { ...place, color }, { tag: 'P', size: explains ? TEXT - 1 : TEXT });
  place.sheet.y += 4;
}

function drawQuote(node: Blockquote, place: Place): void {
  const { sheet } = place;
  const banner = node.data?.hProperties?.className?.includes('banner') ?? false;
  const prompt = node.data?.hProperties?.className?.includes('prompt') ?? false;
  const quote = sheet.doc.struct('BlockQuote');
  place.parent.add(quote);
  const [top, page] = [sheet.y, pageOf(sheet)];
  const color = banner ? '#7a1212' : prompt ? SOFT : place.color;
  for (const child of node.children) {
    drawBlock(child, { ...place, parent: quote, indent: place.indent + STEP, color });
  }
  if (prompt) sheet.y += 26;
  quote.end();
  const from = pageOf(sheet) === page ? top : 50;
  decorate(sheet, () => {
    const x = left + place.indent + 4;
    sheet.doc
      .moveTo(x, from)
      .lineTo(x, sheet.y - 2)
      .lineWidth(banner ? 4 : 1.5)
      .strokeColor(banner ? '#7a1212' : RULE)
      .stroke();
  });
  sheet.y += 4;
}

function pageOf({ doc }: Sheet): number {
  const { start, count } = doc.bufferedPageRange();
  return start + count;
}

function drawList(node: List, place: Place): void {
  const { sheet } = place;
  const list = sheet.doc.struct('L');
  place.parent.add(list);
  for (const [index, item] of node.children.entries()) {
    const element = sheet.doc.struct('LI');
    list.add(element);
    need(sheet, TEXT * LEADING);
    const rtl = place.auto && readsRtl([...textsOf(item)].join(' '));
    drawLabel(labelOf(node, item, index), { ...place, parent: element }, rtl);
    const body = sheet.doc.struct('LBody');
    element.add(body);
    const room = rtl ? { inset: place.inset + STEP } : { indent: place.indent + STEP };
    for (const child of item.children) drawBlock(child, { ...place, ...room, parent: body });
    body.end();
    element.end();
  }
  list.end();
}

function labelOf(list: List, { checked }: ListItem, index: number): string {
  if (typeof checked === 'boolean') return checked ? '☑' : '☐';
  return list.ordered ? `${(list.start ?? 1) + index}.` : '•';
}

/** Beside the beginning of the text: at the right where it runs from right to left. */
function drawLabel(text: string, { sheet, parent, indent, inset, color }: Place, rtl: boolean): void {
  const label = sheet.doc.struct('Lbl');
  parent.add(label);
  const content = sheet.doc.markStructureContent('Lbl');
  const [line] = typeset([{ text, style: 'regular' }], sheet, { width: 60, size: TEXT });
  const x = rtl ? left + widthOf(sheet) - inset - 2 - (line?.width ?? 0) : left + indent + 2;
  if (line) drawLine(sheet, line, { x, y: sheet.y, width: 60, size: TEXT, color });
  sheet.doc.endMarkedContent();
  label.add(content);
  label.end();
}

function drawCode(value: string, place: Place): void {
  for (const line of value.split('\n')) {
    drawText(
      [{ text: line === '' ? ' ' : line, style: 'mono' }],
      { ...place, indent: place.indent + 6 },
      { tag: 'Code', size: 8, wash: true },
    );
  }
  place.sheet.y += 6;
}

/** Lines of one paragraph, over as many pages as it takes. */
function drawText(
  spans: readonly Span[],
  { sheet, parent, indent, inset, color, auto }: Place,
  { tag, size, wash = false }: { tag: string; size: number; wash?: boolean },
): void {
  const width = widthOf(sheet) - indent - inset;
  const lines = typeset(spans, sheet, { width, size, auto });
  const element = sheet.doc.struct(tag);
  parent.add(element);
  const height = size * LEADING;
  need(sheet, height);
  const content = [];
  for (const line of lines) {
    need(sheet, height);
    if (wash) decorate(sheet, () => sheet.doc.rect(left + indent - 4, sheet.y - 1, width, height).fill(WASH));
    content.push(sheet.doc.markStructureContent(tag));
    drawLine(sheet, line, { x: left + indent, y: sheet.y, width, size, color });
    sheet.doc.endMarkedContent();
    sheet.y += height;
  }
  for (const one of content) element.add(one);
  element.end();
}

/** A frame beside what people wrote, from `top` to where we are. */
export function drawPeopleBar(sheet: Sheet, top: number): void {
  decorate(sheet, () => {
    sheet.doc
      .moveTo(left + 2, top)
      .lineTo(left + 2, sheet.y - 2)
      .lineWidth(2)
      .strokeColor(LINK)
      .stroke();
  });
}
