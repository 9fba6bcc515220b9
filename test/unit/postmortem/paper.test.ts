import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { drawTimeline } from '../../../src/postmortem/chart.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { docx } from '../../../src/postmortem/formats/docx.ts';
import { pdf } from '../../../src/postmortem/formats/pdf.ts';
import { linksInDocx, openTags, placedTexts, unzip } from '../../support/paper.ts';
import { tellStolenSession } from '../../support/storyline.ts';
import { tellVmCompromise } from '../../support/storyline-vm.ts';

const HEAD = { chainHead: 'c'.repeat(64) };
const HOSTILE =
  '<script>x</script> [go](https://evil.example) https://evil.example javascript:alert(1) </w:t></w:r> (\\) Tj ET %PDF & "q"';
const WORDS = ['שלום עולם', 'مرحبا', '日本語', '简体', '한국어', '🔥'];
const TITLE = `${WORDS.join(' ')} ${HOSTILE}`;

const OURS = `## Ours\n\n${HOSTILE} [run](javascript:alert(1)) ![p](https://evil.example/p.png)`;

type Rendered = { readonly file: Uint8Array; readonly again: Uint8Array };

async function rendered(format: typeof pdf | typeof docx): Promise<Rendered> {
  const render = async () => {
    const events = people(tellStolenSession({ title: TITLE }));
    return format.render(compile(events, HEAD), { 'timeline.svg': drawTimeline(events) });
  };
  return { file: await render(), again: await render() };
}

/** With what people wrote, as hostile as the rest. */
function people(events: readonly IncidentEvent[], text = OURS): readonly IncidentEvent[] {
  const [first] = events;
  const data = { section: 'lucky', version: 1, text, basedOn: 0, how: 'written' };
  return [
    ...events,
    { ...first, id: 'written', seq: events.length + 1, type: 'SectionWritten', data } as IncidentEvent,
  ];
}

describe('the PDF', { timeout: 60_000 }, () => {
  let made: Rendered;
  let text = '';
  const urls: string[] = [];
  const roles = new Set<string>();
  let document: Awaited<ReturnType<typeof getDocument>['promise']>;

  beforeAll(async () => {
    made = await rendered(pdf);
    document = await getDocument({ data: new Uint8Array(made.file), useSystemFonts: false }).promise;
    for (let number = 1; number <= document.numPages; number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      text += items.map((item) => ('str' in item ? item.str : '')).join(' ');
      for (const note of await page.getAnnotations()) if (note.url) urls.push(note.url);
      rolesIn(await page.getStructTree(), roles);
    }
  }, 120_000);

  it('is the same to the byte', () => {
    expect(Buffer.from(made.again).equals(Buffer.from(made.file))).toBe(true);
  });

  it('keeps text from right to left, Han, kana, Hangul and emoji', () => {
    // Each face is a text of its own in the file, and some readers turn right-to-left text around.
    const plain = text.replace(/\s/g, '');
    const found = (word: string) => plain.includes(word) || plain.includes([...word].reverse().join(''));
    for (const word of ['日本語', '简体', '한국어', '🔥', 'שלום', 'עולם']) expect(found(word), word).toBe(true);
  });

  it('puts the marks of a list where its text begins: at the right for text from right to left', async () => {
    const events = people(tellStolenSession(), '- first\n- second\n\nBetween.\n\n1. ראשון\n2. שני');
    const file = await pdf.render(compile(events), { 'timeline.svg': drawTimeline(events) });

    const placed = await placedTexts(file);

    const at = (words: string) => placed.find(({ text }) => text === words) ?? { left: 0, right: 0, y: 0 };
    const beside = (words: string, mark: string) =>
      placed.find(({ text, y }) => text === mark && Math.abs(y - at(words).y) < 1) ?? { left: 0, right: 0 };
    expect(at('first').left).toBeGreaterThan(beside('first', '•').right);
    for (const [words, mark] of [
      ['ראשון', '1.'],
      ['שני', '2.'],
    ] as const) {
      expect(beside(words, mark).left, words).toBeGreaterThan(at(words).right);
      // At the margin of the page, as the marks of the others are.
      expect(beside(words, mark).right).toBeGreaterThan(540);
    }
  });

  it('turns the paper for a whole section, so that no wide table is parted from its heading', async () => {
    const events = tellStolenSession();
    const file = await pdf.render(compile(events, HEAD), { 'timeline.svg': drawTimeline(events) });
    const texts = await placedTexts(file);

    for (const [heading, column] of [
      ['Containment, eradication and recovery', 'Requested by'],
      ['What each action changed', 'Blast radius'],
      ['Follow-ups', 'Because'],
    ] as const) {
      const at = texts.findLastIndex(({ text }) => text === heading);
      // Names of columns stand in other tables too: the next one below the heading is meant.
      const head = texts.slice(at).find(({ text }) => text === column);
      expect(texts[at]?.page, heading).toBeGreaterThan(1);
      expect(head?.page, heading).toBe(texts[at]?.page);
    }
  });

  it('leaves no heading alone at the end of a page, nor two', async () => {
    const events = tellVmCompromise();
    const texts = await placedTexts(await pdf.render(compile(events, HEAD), { 'timeline.svg': drawTimeline(events) }));

    const at = texts.findLastIndex(({ text }) => text === 'Participants and roles');
    const below = texts.slice(at).filter(({ text }) => text === 'Roles' || text === 'Incident Commander');
    expect(below[0]?.page).toBe(texts[at]?.page);
    expect(below[1]?.page).toBe(texts[at]?.page);
  });

  it('says what its parts are: title, language, headings, tables with heads, a picture in words', async () => {
    const { info } = await document.getMetadata();

    expect(info).toMatchObject({ Title: 'Post-mortem of incident 42, sapphire-heron', Language: 'en' });
    const marked = (await document.getMarkInfo()) as unknown as ReadonlyMap<string, boolean>;
    expect(marked.get('Marked')).toBe(true);
    for (const role of ['H1', 'H2', 'H3', 'P', 'Table', 'TR', 'TH', 'TD', 'Figure', 'L', 'LI']) {
      expect(roles, role).toContain(role);
    }
    expect((await document.getOutline()).map(({ title }) => title)).toContain('Impact in numbers');
  });

  it('names its version and the head of the chain', () => {
    expect(text).toContain('version as of event e63');
    expect(text).toContain(HEAD.chainHead);
  });

  it('shows hostile text, links nowhere it wants to, and runs nothing', async () => {
    expect(text).toContain('<script>x</script>');
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.filter((url) => url.includes('evil') || !url.startsWith('https://'))).toEqual([]);
    expect(await document.getJSActions()).toBeNull();
    expect(await document.getAttachments()).toBeNull();
  });
});

describe('the DOCX', { timeout: 60_000 }, () => {
  let made: Rendered;
  let parts: ReadonlyMap<string, string>;
  beforeAll(async () => {
    made = await rendered(docx);
    parts = await unzip(made.file);
  }, 60_000);
  const body = () => parts.get('word/document.xml') ?? '';
  const words = () =>
    unescaped([...body().matchAll(/<w:t xml:space="preserve">([^<]*)<\/w:t>/g)].map(([, one]) => one).join(''));

  it('is the same to the byte', () => {
    expect(Buffer.from(made.again).equals(Buffer.from(made.file))).toBe(true);
  });

  it('is well-formed in every part, and nothing in it loads or runs', () => {
    for (const [name, xml] of parts) expect(openTags(xml), name).toEqual([]);
    expect(body()).not.toMatch(/<w:(object|altChunk|control)|<o:|INCLUDE|DDE/);
    expect(linksInDocx(parts).filter((url) => url.includes('evil') || !url.startsWith('https://'))).toEqual([]);
  });

  it('keeps every text as it was, hostile or from right to left', () => {
    expect(words()).toContain(TITLE);
    expect(body()).toMatch(/<w:rPr>(?:<[^>]*>)*<w:rtl\/><\/w:rPr><w:t xml:space="preserve">שלום עולם/);
  });

  it('has real headings, heads of tables and a picture in vectors with its words', () => {
    expect(body()).toContain('<w:pStyle w:val="Title"/>');
    expect(body()).toContain('<w:pStyle w:val="Heading1"/>');
    expect(body().match(/<w:tblHeader\/>/g)?.length).toBe(body().match(/<w:tbl>/g)?.length);
    expect(body()).toMatch(/<wp:docPr id="1" name="timeline-picture" descr="Incident 42, [^"]*Phases: /);
    expect(body()).toContain('<wps:wsp>');
  });

  it('names its version and the head of the chain on every page', () => {
    expect(parts.get('word/footer1.xml')).toContain(`version as of event e63, chain head ${HEAD.chainHead}`);
  });
});

interface Branch {
  readonly role?: string;
  readonly children?: readonly object[];
}

function rolesIn(node: Branch | null, into: Set<string>): void {
  if (node?.role) into.add(node.role);
  for (const child of node?.children ?? []) rolesIn(child as Branch, into);
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));
}
