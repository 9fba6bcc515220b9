import { describe, expect, it } from 'vitest';
import type { EventData, EventType, IncidentEvent } from '../../../src/incident/events.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { writePostmortem } from '../../../src/postmortem/document.ts';
import { everyNode, plainText, statementsOf } from '../../support/statements.ts';
import { tellStolenSession } from '../../support/storyline.ts';

const STORY = tellStolenSession();
const HEAD = { chainHead: 'f'.repeat(64) };

describe('what people wrote in a section', () => {
  it('stands after the compiled part, with who wrote it, and takes the place of the questions', () => {
    const tree = compile(wrote('## Root of it\n\nIMDSv1 was **on** by default.\n\n- since 2021\n- everywhere'));

    const texts = sectionTexts(tree, 'contributing-factors');
    expect(texts.slice(-5)).toEqual([
      'Written by people',
      expect.stringMatching(/^Version 1, last changed on 3 March 2026 at .* UTC; by scribe\. e63$/),
      'Root of it',
      'IMDSv1 was on by default.',
      'since 2021everywhere',
    ]);
    expect(texts.join()).not.toContain('For people to write.');
    expect(sectionTexts(tree, 'five-whys').join()).toContain('For people to write.');
  });

  it('is marked as theirs, cites the event that holds it, and is no statement of the log', () => {
    const human = statementsOf(compile(wrote('One.\n\nTwo.'))).filter(({ speaks }) => speaks === 'human');

    expect(human.map(({ text, cites }) => [text, cites])).toEqual([
      ['One.', [63]],
      ['Two.', [63]],
    ]);
    expect(writePostmortem(wrote('One.'), HEAD).html).toContain('<div class="people">\n<p dir="auto">One.</p>\n</div>');
  });

  it('survives late evidence word by word, while the compiled part follows the log', () => {
    const before = wrote('Our own words, kept.');
    const after = withEvent(before, 'NoteAdded', { entryId: 'n99', text: 'The disk image was read.' });

    const [old, anew] = [before, after].map((events) => compile(events));
    expect(humanTexts(anew)).toEqual(humanTexts(old));
    expect(plainText(anew as never)).toContain('The disk image was read.');
  });

  it('is gone when people take it away, and the questions are asked again', () => {
    const events = withEvent(wrote('Too early to say.'), 'SectionWritten', words('', 2));

    expect(humanTexts(compile(events))).toEqual([]);
    expect(sectionTexts(compile(events), 'contributing-factors').join()).toContain('For people to write.');
  });

  it('says of an edit of the same lines that it waits', () => {
    const events = withEvent(wrote('A'), 'EditKept', {
      editId: 'd1',
      section: 'contributing-factors',
      text: 'B',
      basedOn: 0,
      against: 1,
    });

    expect(sectionTexts(compile(events), 'contributing-factors').join('\n')).toContain(
      'An edit by scribe of the same lines waits to be settled. e64',
    );
  });

  it.each([
    ['a link', '[pay here](https://evil.example/x)', 'pay here (https://evil.example/x)'],
    ['a script link', '[run](javascript:alert(1))', 'run (javascript:alert(1))'],
    ['an address', 'see https://evil.example/x', 'see https://evil.example/x'],
    ['a picture', '![logo](https://evil.example/p.png)', 'logo (https://evil.example/p.png)'],
    ['HTML', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['HTML in a line', 'a <b onclick=x>c</b>', 'a <b onclick=x>c</b>'],
    ['a definition', '[x]: https://evil.example', '[x]: https://evil.example'],
  ])('holds %s as text', (_name, markdown, shown) => {
    const document = writePostmortem(wrote(markdown), HEAD);
    const tree = compile(wrote(markdown));

    expect(humanTexts(tree)).toEqual([shown]);
    const nodes = tree.children.filter(({ data }) => data?.speaks === 'human').flatMap((one) => [...everyNode(one)]);
    expect(nodes.filter(({ type }) => ['link', 'image', 'html', 'definition'].includes(type))).toEqual([]);
    expect(document.html).not.toMatch(/<script|<b |href="(?:javascript|https:\/\/evil)|<img/);
  });

  it.each([
    ['quotations', '>'.repeat(20_000)],
    ['lists', '- '.repeat(20_000)],
    ['emphasis', '*a '.repeat(5_000)],
    ['brackets', '['.repeat(5_000)],
    ['indented lists', Array.from({ length: 300 }, (_, n) => `${'  '.repeat(n)}- x`).join('\n')],
  ])('is read when it is a bottomless run of %s', { timeout: 20_000 }, (_name, markdown) => {
    const document = writePostmortem(wrote(markdown), HEAD);

    expect(document.html).toContain('<div class="people">');
  });
});

function wrote(text: string): readonly IncidentEvent[] {
  return withEvent(STORY, 'SectionWritten', words(text, 1));
}

function words(text: string, version: number): EventData['SectionWritten'] {
  return { section: 'contributing-factors', version, text, basedOn: version - 1, how: 'written' };
}

function withEvent<T extends EventType>(
  events: readonly IncidentEvent[],
  type: T,
  data: EventData[T],
): readonly IncidentEvent[] {
  const last = STORY.findLast(({ by }) => by.name === 'scribe') ?? STORY[0];
  const seq = events.length + 1;
  return [...events, { ...last, type, data, seq, id: `${last?.id.slice(0, -3)}${seq}` } as IncidentEvent];
}

function sectionTexts(tree: ReturnType<typeof compile>, id: string): readonly string[] {
  const isSection = (node: (typeof tree.children)[number]) => node.type === 'heading' && node.depth === 2;
  const start = tree.children.findIndex((node) => isSection(node) && node.data?.hProperties?.id === id);
  const length = tree.children.slice(start + 1).findIndex(isSection);
  return tree.children.slice(start + 1, start + 1 + length).map((node) => plainText(node));
}

function humanTexts(tree: ReturnType<typeof compile> | undefined): readonly string[] {
  return (tree?.children ?? []).filter(({ data }) => data?.speaks === 'human').map((node) => plainText(node));
}
