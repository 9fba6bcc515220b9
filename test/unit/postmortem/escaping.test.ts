import fc from 'fast-check';
import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { drawTimeline } from '../../../src/postmortem/chart.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { writePostmortem } from '../../../src/postmortem/document.ts';
import { html } from '../../../src/postmortem/formats/html.ts';
import { markdown } from '../../../src/postmortem/formats/markdown.ts';
import { clean } from '../../../src/postmortem/text.ts';
import { everyNode, plainText } from '../../support/statements.ts';
import { tellStolenSession } from '../../support/storyline.ts';

const STORY = tellStolenSession();
const OUTSIDE = new Set(
  'title reason because text note name codename incidentType detail verification restored resolution proof id subject kind source type regime'.split(
    ' ',
  ),
);
const NASTY = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<!--',
    '-->',
    '<a href="javascript:x">',
    '</title>',
    '</style>',
    '<![CDATA[',
  ],
  ...[
    '[x](https://evil.example)',
    '![x](https://evil.example/p.png)',
    '[x]: https://evil.example',
    '[^1]',
    '[x][y]',
    '<https://evil.example>',
  ],
  ...[
    'https://evil.example/?a=b',
    'HTTP://evil.example',
    'www.evil.example',
    'ftp://evil.example',
    'a@evil.example',
    '@everyone',
    '#42',
    'mailto:a@b.example',
    'xmpp:a@b.example',
  ],
  ...[
    '|',
    '\\|',
    '\\\\|',
    '`',
    '``',
    '```',
    '\\',
    '\n',
    '\r\n',
    '\n\n',
    '\n# ',
    '\n- ',
    '\n1. ',
    '\n> ',
    '\n---\n',
    '\n| a |\n| - |\n',
    '\t',
    '    ',
  ],
  ...[
    '*',
    '**',
    '_',
    '__',
    '~',
    '~~',
    '&amp;',
    '&#60;',
    '&lt;',
    '$',
    '$$',
    '!',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    ' ',
    'w',
    'a',
    '.',
    ':',
    '//',
    '{{',
    '}}',
    '=',
  ],
  ...[
    'שלום עולם',
    'مرحبا',
    '日本語の名前',
    '한국어',
    '👩‍🚒',
    '🇪🇺',
    'é',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u0000',
    '\u001b[31m',
    '\ud800',
    '\u2028',
    '\u00a0',
  ],
];
/** Each run writes, and reads back, a whole document. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 15);
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 14 })
  .map((parts) => parts.join(''));
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
        const svg = drawTimeline(events);
        const page = html.render(compile(events), { 'timeline.svg': svg });

        expect(shapeOfMarkup(page)).toEqual(BENIGN.html);
        expect(tags(svg)).toEqual(BENIGN.svg);
      }),
      { numRuns: RUNS },
    );
  });

  it.each(['שלום עולם', 'مرحبا بالعالم', '日本語の名前', '👩‍🚒 e\u0301 ﬁ', 'Ünïcödé'])(
    'keeps %s as it was written',
    (text) => {
      const document = writePostmortem(tellStolenSession({ title: text }), { chainHead: 'f'.repeat(64) });

      expect(plainText(parse(document.markdown))).toContain(`“${text}”`);
      expect(document.html).toContain(`“<bdi>${text}</bdi>”`);
    },
  );

  it('cannot reorder the words around it: overrides are spelled out', () => {
    const document = writePostmortem(tellStolenSession({ title: 'invoice\u202efdp.exe' }), {
      chainHead: 'f'.repeat(64),
    });

    expect(document.html).toContain('invoice[U+202E]fdp.exe');
    expect(document.html + document.markdown + document.svg).not.toContain('\u202e');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user:secret@evil.example/',
    'http://plain.example/',
    'file:///etc/passwd',
    '//evil.example',
    'nonsense',
  ])('never links a permalink such as %s', (permalink) => {
    const events = STORY.map((event) => ({ ...event, source: { permalink } }) as IncidentEvent).filter(
      ({ type }) => type !== 'AlertLinked',
    );
    const links = [...everyNode(parse(writePostmortem(events, { chainHead: '' }).markdown))].filter(
      (node) => node.type === 'link',
    );

    expect(links.filter(({ url }) => !url.startsWith('#') && !url.startsWith('https://example.slack.com/'))).toEqual(
      [],
    );
  });

  it('links an https permalink without letting it leave its link', () => {
    const permalink = 'https://chat.example/a|b)c](https://evil.example) "x" <y>`z`';
    const events = STORY.map((event) => ({ ...event, source: { permalink } }) as IncidentEvent);
    const document = writePostmortem(events, { chainHead: '' });

    const urls = [...everyNode(parse(document.markdown))].filter((node) => node.type === 'link').map(({ url }) => url);
    expect(new Set(urls.filter((url) => !url.startsWith('#'))).size).toBe(1);
    expect(urls.find((url) => !url.startsWith('#'))).toMatch(/^https:\/\/chat\.example\/a%7Cb%29c%5D%28https:/);
  });
});

/** What the document looks like when nobody means harm. */
function benignShapes() {
  const events = wordedAs('plain words');
  const svg = drawTimeline(events);
  const tree = compile(events);
  return {
    markdown: shapeOfMarkdown(parse(markdown.render(tree))),
    html: shapeOfMarkup(html.render(tree, { 'timeline.svg': svg })),
    svg: tags(svg),
  };
}

/** The story with one text wherever people, alerts and providers have a say. */
function wordedAs(text: string): readonly IncidentEvent[] {
  return STORY.map((event) => {
    const by = { ...event.by, name: text };
    // Blank lines part a summary into paragraphs, which is wanted and would hide what is not.
    if (event.type === 'SummaryWritten') return { ...event, by, data: { text: text.replace(/[\r\n]+/g, ' ') } };
    return { ...event, by, data: worded(event.data, text) } as IncidentEvent;
  });
}

function worded(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return OUTSIDE.has(key) ? text : value;
  if (Array.isArray(value)) return value.map((item) => worded(item, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, worded(item, text, name)]));
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
