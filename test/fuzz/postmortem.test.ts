/** Text from outside is text in every format: never markup, link, script or field, whatever it holds. */

import fc from 'fast-check';
import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { drawTimeline } from '../../src/postmortem/chart.ts';
import { compile } from '../../src/postmortem/compile.ts';
import { svgOf } from '../../src/postmortem/drawing.ts';
import { docx } from '../../src/postmortem/formats/docx.ts';
import { html } from '../../src/postmortem/formats/html.ts';
import { markdown } from '../../src/postmortem/formats/markdown.ts';
import { pdf } from '../../src/postmortem/formats/pdf.ts';
import { storageFormat } from '../../src/postmortem/publishers/confluence-storage.ts';
import { clean } from '../../src/postmortem/text.ts';
import { hostile, wordedAs, writtenBy } from '../support/hostile.ts';
import { linksInDocx, openTags, pdfLinks, unzip } from '../support/paper.ts';
import { everyNode, plainText } from '../support/statements.ts';

/** Each run writes, and reads back, a whole document. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 8);
/** A PDF takes a second. */
const FEW = Math.max(2, Math.floor(RUNS / 5));
const BENIGN = benignShapes();

describe('text from outside', () => {
  it('comes back from Markdown as the same text, and as nothing but text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const tree = parse(markdown.render(compile(wordedAs(`a${text}`))));

        expect(shapeOfMarkdown(tree)).toEqual(BENIGN.markdown);
        expect(plainText(tree)).toContain(clean(`a${text}`));
      }),
      { numRuns: RUNS },
    );
  });

  it('adds no tag, attribute or comment to the HTML page and the drawing', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const events = wordedAs(`a${text}`);
        const drawing = drawTimeline(events);
        const svg = svgOf(drawing);
        const page = html.render(compile(events), { 'timeline.svg': drawing });

        expect(shapeOfMarkup(page)).toEqual(BENIGN.html);
        expect(tags(svg)).toEqual(BENIGN.svg);
      }),
      { numRuns: RUNS },
    );
  });

  it('adds no element to the storage format of Confluence', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = storage(wordedAs(`a${text}`));

        expect(openTags(written)).toEqual([]);
        expect(tags(written).filter(isNotCode)).toEqual(BENIGN.storage);
      }),
      { numRuns: RUNS },
    );
  });

  it('adds no relationship, field or element to the Word document', async () => {
    const benign = await wordShape(wordedAs('plain words'));
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        expect(await wordShape(wordedAs(`a${text}`))).toEqual(benign);
      }),
      { numRuns: FEW },
    );
  });

  it('adds no link, script or attachment to the PDF', async () => {
    const benign = new Set((await pdfLinks(await paper(pdf, wordedAs('plain words')))).urls);
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const { urls, scripts, attachments } = await pdfLinks(await paper(pdf, wordedAs(`a${text}`)));

        expect(urls.filter((url) => !benign.has(url))).toEqual([]);
        expect([scripts, attachments]).toEqual([null, null]);
      }),
      { numRuns: FEW },
    );
  });
});

describe('what people write in the document', () => {
  const benign = [...everyNode(parse(markdown.render(compile(writtenBy('x', ['lucky', 'impact'])))))];
  const links = benign.flatMap((node) => (node.type === 'link' ? [node.url] : []));

  it('keeps its structure, and links, loads and runs nothing in any format', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const events = writtenBy(text, ['lucky', 'impact']);
        const nodes = [...everyNode(parse(markdown.render(compile(events))))];
        const page = html.render(compile(events), { 'timeline.svg': drawTimeline(events) });

        expect(nodes.flatMap((node) => (node.type === 'link' ? [node.url] : []))).toEqual(
          expect.arrayContaining(links.filter((url) => !url.startsWith('#e-'))),
        );
        for (const node of nodes) {
          if (node.type === 'link') expect(node.url).toMatch(/^(?:#|https:\/\/[a-z0-9.-]+\/)/);
          if (node.type === 'link') expect(node.url).not.toContain('evil');
          if (node.type === 'html') expect(node.value).toMatch(/^<\/?a(?: id="e-\d+")?>$/);
          if (node.type === 'image') expect(node.url).toBe('timeline.svg');
        }
        for (const tag of tags(page)) {
          expect(tag).not.toMatch(
            /^<(?:script|img|iframe|object|embed|form|link|base)\b|\son\w+=|href="(?!#|\/|https:)/i,
          );
        }
        expect(openTags(storage(events))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('adds no relationship to the Word document and no link to the PDF', async () => {
    const ours = (url: string) => !url.includes('evil');
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const events = writtenBy(text, ['lucky']);
        const { urls, scripts } = await pdfLinks(await paper(pdf, events));

        expect([...urls, ...linksInDocx(await unzip(await paper(docx, events)))].filter((url) => !ours(url))).toEqual(
          [],
        );
        expect(scripts).toBeNull();
      }),
      { numRuns: FEW },
    );
  });
});

/** What the document looks like when nobody means harm. */
function benignShapes() {
  const events = wordedAs('plain words');
  const drawing = drawTimeline(events);
  const tree = compile(events);
  return {
    markdown: shapeOfMarkdown(parse(markdown.render(tree))),
    html: shapeOfMarkup(html.render(tree, { 'timeline.svg': drawing })),
    svg: tags(svgOf(drawing)),
    storage: tags(storage(events)).filter(isNotCode),
  };
}

async function paper(format: typeof pdf | typeof docx, events: readonly IncidentEvent[]): Promise<Uint8Array> {
  return format.render(compile(events), { 'timeline.svg': drawTimeline(events) });
}

/** Elements of every part, and where it leads. */
async function wordShape(events: readonly IncidentEvent[]) {
  const parts = await unzip(await paper(docx, events));
  for (const [name, xml] of parts) expect(openTags(xml), name).toEqual([]);
  const elements = [...parts].map(([name, xml]) => [
    name,
    (xml.match(/<\/?[\w:]+/g) ?? []).filter((tag) => !/^<\/?w:(?:r|rPr|t|rtl|rFonts|sz|noProof|bidi)$/.test(tag))
      .length,
  ]);
  return { elements: elements.map(([name]) => name), links: linksInDocx(parts) };
}

function storage(events: readonly IncidentEvent[]): string {
  return storageFormat({ tree: compile(events), link: 'https://cordon.example.com/incidents/42' } as never);
}

function parse(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).parse(markdown);
}

/** Kinds of nodes in order, without the leaves that only hold text; HTML must be our own anchors. */
function shapeOfMarkdown(tree: Root): readonly string[] {
  const shape: string[] = [];
  for (const node of everyNode(tree)) {
    if (node.type === 'html' && !/^<\/?a( id="e-\d+")?>$/.test(node.value)) shape.push(`html ${node.value}`);
    if (node.type === 'link') shape.push(`link ${node.url}`);
    else if (!['text', 'inlineCode', 'html', 'image'].includes(node.type)) shape.push(node.type);
    else if (node.type === 'image') shape.push(`image ${(node as { url: string }).url}`);
  }
  return shape;
}

/** Every tag of a text: whatever stands between an unescaped `<` and its `>`. */
function tags(markup: string): readonly string[] {
  return markup.match(/<[^>]*>/g) ?? [];
}

function shapeOfMarkup(markup: string): readonly string[] {
  return tags(markup)
    .map((tag) => tag.replace(/ alt="[^"]*"/, ''))
    .filter(isNotCode);
}

/** An id is set in a code face when it looks like one, else as text: both are only text. */
function isNotCode(tag: string): boolean {
  return !/^<\/?(code|bdi)>$/.test(tag);
}
