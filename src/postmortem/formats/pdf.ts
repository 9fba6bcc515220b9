/**
 * PDF: A4, tagged for readers that speak, with an outline, embedded and cut-down typefaces, and the drawing in vectors.
 * Text is set here and not by the PDF library, which knows neither mixed directions nor missing characters.
 */

import type { Root, RootContent } from 'mdast';
import { acrossOf } from '../across.ts';
import type { Assets, DocumentFormat } from '../format.ts';
import { drawBlock, drawPeopleBar } from '../paper/blocks.ts';
import {
  bottomOf,
  decorate,
  drawLetters,
  INK,
  left,
  need,
  newPage,
  type Sheet,
  SOFT,
  widthOf,
} from '../paper/sheet.ts';
import { textsOf } from '../paper/spans.ts';
import { createSwiftWriter, SWIFT, type SwiftWriter } from '../paper/swift.ts';
import { typefacesFor } from '../paper/typefaces.ts';
import { typeset } from '../paper/typeset.ts';
import { textOf } from '../text-of.ts';

export const pdf = {
  id: 'pdf',
  label: 'PDF',
  mediaType: 'application/pdf',
  extension: 'pdf',
  render: renderPdf,
} satisfies DocumentFormat;

/** A page has no clock of its own: the same tree gives the same bytes. */
const NO_DATE = new Date(0);

/** Two headings in a row with room for something below them, in points: the first is not left behind. */
const TWO_HEADINGS = 130;

async function renderPdf(tree: Root, assets: Assets): Promise<Uint8Array> {
  // Loaded when the first PDF is asked for, not when Cordon starts.
  const { default: PDFDocument } = await import('pdfkit');
  const faces = await typefacesFor(unusual(tree));
  const title = textOf(tree.children[0]);
  const doc = new PDFDocument({
    autoFirstPage: false,
    bufferPages: true,
    tagged: true,
    displayTitle: true,
    lang: 'en',
    pdfVersion: '1.7',
    info: { Title: title, Creator: 'Cordon', Producer: 'Cordon', CreationDate: tree.data?.at ?? NO_DATE },
  });
  const chunks: Buffer[] = [];
  const written = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  for (const [name, bytes] of faces.files) doc.registerFont(name, bytes);
  const swift = createSwiftWriter(doc);
  const sheet: Sheet = { doc, swift, faces, y: 0, orientation: 'portrait', measure: measurer(doc, swift) };
  newPage(sheet);
  drawBlocks(sheet, tree, assets);
  footPages(sheet, `${title} · ${tree.data?.imprint ?? ''}`);
  doc.end();
  await written;
  return Buffer.concat(chunks);
}

function drawBlocks(sheet: Sheet, tree: Root, assets: Assets): void {
  const root = sheet.doc.struct('Document');
  sheet.doc.addStructure(root);
  const across = acrossOf(tree.children);
  for (const [index, block] of tree.children.entries()) {
    const orientation = across[index] ? 'landscape' : 'portrait';
    if (sheet.orientation !== orientation) newPage(sheet, orientation);
    if (block.type === 'heading' && tree.children[index + 1]?.type === 'heading') need(sheet, TWO_HEADINGS);
    const people = block.data?.speaks === 'human';
    const [top, pages] = [sheet.y, sheet.doc.bufferedPageRange().count];
    drawBlock(block, { sheet, assets, parent: root, indent: people ? 10 : 0, inset: 0, color: INK, auto: people });
    if (people && sheet.doc.bufferedPageRange().count === pages) drawPeopleBar(sheet, top);
  }
  root.end();
}

/** What is not plain Latin, each once, as readers see characters. */
function unusual(tree: Root): ReadonlySet<string> {
  const found = new Set<string>();
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const see = (node: RootContent) => {
    for (const text of textsOf(node)) {
      for (const [part] of text.matchAll(/[^\u0020-\u007e]+/gu)) {
        for (const { segment } of segmenter.segment(part)) found.add(segment);
      }
    }
  };
  for (const block of tree.children) see(block);
  return found;
}

/** Widths at size 1, each text measured once. */
function measurer(doc: PDFKit.PDFDocument, swift: SwiftWriter): (text: string, face: string) => number {
  const known = new Map<string, Map<string, number>>();
  return (text, face) => {
    if (face.endsWith(SWIFT)) return swift.measure(text, face);
    const its = known.get(face) ?? new Map<string, number>();
    known.set(face, its);
    const before = its.get(text);
    if (before !== undefined) return before;
    const width = doc.font(face).fontSize(100).widthOfString(text) / 100;
    its.set(text, width);
    return width;
  };
}

/** Each page says which document and version it is a page of. */
function footPages(sheet: Sheet, imprint: string): void {
  const { start, count } = sheet.doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    sheet.doc.switchToPage(page);
    sheet.orientation = sheet.doc.page.width > sheet.doc.page.height ? 'landscape' : 'portrait';
    const y = bottomOf(sheet) + 18;
    const put = (text: string, x: number, width: number) => {
      const [line] = typeset([{ text, style: 'regular', isolated: true }], sheet, { width: 10_000, size: 6.5 });
      let at = x + (width === 0 ? 0 : width - (line?.width ?? 0));
      for (const piece of line?.pieces ?? []) {
        drawLetters(sheet, piece.text, { face: piece.face, size: 6.5, color: SOFT, x: at, baseline: y });
        at += piece.width;
      }
    };
    decorate(sheet, () => {
      put(imprint, left, 0);
      put(`${page - start + 1} / ${count}`, left, widthOf(sheet));
    });
  }
}
