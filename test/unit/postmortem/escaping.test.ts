import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { writePostmortem } from '../../../src/postmortem/document.ts';
import { everyNode, plainText } from '../../support/statements.ts';
import { tellStolenSession } from '../../support/storyline.ts';

const STORY = tellStolenSession();

describe('text from outside', () => {
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

    const ours = /^(?:#|https:\/\/(?:example\.slack\.com|attack\.mitre\.org)\/)/;
    expect(links.filter(({ url }) => !ours.test(url))).toEqual([]);
  });

  it('links an https permalink without letting it leave its link', () => {
    const permalink = 'https://chat.example/a|b)c](https://evil.example) "x" <y>`z`';
    const events = STORY.map((event) => ({ ...event, source: { permalink } }) as IncidentEvent);
    const document = writePostmortem(events, { chainHead: '' });

    const urls = [...everyNode(parse(document.markdown))].filter((node) => node.type === 'link').map(({ url }) => url);
    const outside = urls.filter((url) => !url.startsWith('#') && !url.startsWith('https://attack.mitre.org/'));
    expect(new Set(outside).size).toBe(1);
    expect(outside[0]).toMatch(/^https:\/\/chat\.example\/a%7Cb%29c%5D%28https:/);
  });
});

function parse(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).parse(markdown);
}
