/** Where a text stops being JSON (RFC 8259), and how deep it nests: the engine's own messages often omit the place. */

/** Line and column count from 1, in characters. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly problem: string;
}

/** One token, or the white space between two. Each alternative is linear. */
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids them inside strings
  /[ \t\n\r]+|[[\]{},:]|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

type Expect = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const WANTED: Readonly<Record<Expect, string>> = {
  value: 'a value',
  'value-or-end': 'a value or ]',
  name: 'a name in double quotes',
  'name-or-end': 'a name in double quotes or }',
  colon: 'a colon',
  'comma-or-end': 'a comma or the closing bracket',
  nothing: 'nothing more',
};

/** The first fault of `text`, or undefined when it is JSON nested at most `maxDepth` levels. Keeps its own stack. */
export function findJsonFault(text: string, maxDepth: number): JsonFault | undefined {
  const open: string[] = [];
  let expect: Expect = 'value';
  let position = 0;
  while (position < text.length) {
    const token = tokenAt(text, position);
    if (token === undefined)
      return fault(text, position, `${describe(text, position)} where ${WANTED[expect]} belongs`);
    if (!/^[ \t\n\r]/.test(token)) {
      const next = step(token, expect, open);
      if (!next) return fault(text, position, `${describe(text, position)} where ${WANTED[expect]} belongs`);
      if (open.length > maxDepth) return fault(text, position, `nesting deeper than ${maxDepth} levels`);
      expect = next;
    }
    position += token.length;
  }
  return expect === 'nothing' ? undefined : fault(text, position, `the end where ${WANTED[expect]} belongs`);
}

function tokenAt(text: string, position: number): string | undefined {
  TOKEN.lastIndex = position;
  return TOKEN.exec(text)?.[0] || undefined;
}

/** What must follow `token`, or undefined when it may not stand here. Keeps `open` as the brackets not yet closed. */
function step(token: string, expect: Expect, open: string[]): Expect | undefined {
  const first = token.charAt(0);
  if (first === '}' || first === ']') return close(first, expect, open);
  if (expect === 'value' || expect === 'value-or-end') return value(first, open);
  if (expect === 'name' || expect === 'name-or-end') return first === '"' ? 'colon' : undefined;
  if (expect === 'colon') return first === ':' ? 'value' : undefined;
  if (expect === 'comma-or-end' && first === ',') return open.at(-1) === '{' ? 'name' : 'value';
  return undefined;
}

function value(first: string, open: string[]): Expect | undefined {
  if (first === ',' || first === ':') return undefined;
  if (first !== '{' && first !== '[') return after(open);
  open.push(first);
  return first === '{' ? 'name-or-end' : 'value-or-end';
}

function close(bracket: string, expect: Expect, open: string[]): Expect | undefined {
  const pair = bracket === '}' ? '{' : '[';
  const empty: Expect = bracket === '}' ? 'name-or-end' : 'value-or-end';
  if (open.at(-1) !== pair || (expect !== 'comma-or-end' && expect !== empty)) return undefined;
  open.pop();
  return after(open);
}

function after(open: readonly string[]): Expect {
  return open.length > 0 ? 'comma-or-end' : 'nothing';
}

function fault(text: string, position: number, problem: string): JsonFault {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  return { line, column: position - before.lastIndexOf('\n'), problem };
}

/** The character seen, printable; never more of the body, which may hold secrets. */
function describe(text: string, position: number): string {
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  return /^[\x21-\x7e]$/.test(character)
    ? `“${character}”`
    : `U+${character.codePointAt(0)?.toString(16).padStart(4, '0')}`;
}
