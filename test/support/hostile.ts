/** Text that means harm, wherever people, alerts and providers have a say in an incident. */

import fc from 'fast-check';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { tellEverything } from './one-of-each.ts';

const OUTSIDE = new Set(
  'title reason because seen problem remedy undo on prior wanted reference via handover conversation text note name codename incidentType detail verification restored resolution proof id subject kind source type regime'.split(
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
export const hostile = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 14 })
  .map((parts) => parts.join(''));

/** An incident with every kind of event, and one text wherever somebody outside words something. */
export function wordedAs(text: string): readonly IncidentEvent[] {
  return tellEverything().map((event) => {
    const by = { ...event.by, name: text };
    // Blank lines part a summary into paragraphs, which is wanted and would hide what is not.
    if (event.type === 'SummaryWritten') return { ...event, by, data: { text: text.replace(/[\r\n]+/g, ' ') } };
    // What people write in the document may have structure: it is looked at by itself.
    if (event.type === 'SectionWritten' || event.type === 'EditKept') return { ...event, by };
    return { ...event, by, data: worded(event.data, text) } as IncidentEvent;
  });
}

/** The same incident with people's own words in every section given. */
export function writtenBy(text: string, sections: readonly string[]): readonly IncidentEvent[] {
  const events = tellEverything();
  const last = events.at(-1) as IncidentEvent;
  return [
    ...events,
    ...sections.map((section, index) => {
      const data = { section, version: 2, text, basedOn: 1, how: 'written' };
      return { ...last, seq: last.seq + 1 + index, id: `w${index}`, type: 'SectionWritten', data } as IncidentEvent;
    }),
  ];
}

function worded(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return OUTSIDE.has(key) ? text : value;
  if (Array.isArray(value)) return value.map((item) => worded(item, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, worded(item, text, name)]));
}
