/** Makes text from outside fit to be printed: well-formed, on one line, free of invisible tricks, of bearable length. */

/** Longest text of one cell or sentence, in UTF-16 units. The event itself keeps the whole. */
export const MAX_TEXT = 4_000;

/** C0 and C1 controls and DEL; line breaks and tabs are turned into spaces before. */
const CONTROLS = /\p{Cc}/gu;
/** Overrides and isolates reorder the text around them (CVE-2021-42574); the marks U+200E and U+200F stay. */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** One clean line. Characters that would reorder their surroundings are spelled out as `[U+202E]`. */
export function clean(text: string, max = MAX_TEXT): string {
  const line = cleanLine(text.slice(0, max + 1)).trim();
  return text.length > max ? `${line} … (${text.length - max} more characters in the event)` : line;
}

/** The same at any length and with the spaces around it: a part of a line. */
export function cleanLine(text: string): string {
  return text.toWellFormed().replace(BREAKS, ' ').replace(CONTROLS, '').replace(REORDERING, spellOut);
}

/** Clean lines that stay lines, for what is set in a code face. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => cleanLine(line.replaceAll('\t', '    ')).trimEnd())
    .join('\n');
}

/** The paragraphs of a longer text, each a clean line; blank ones are dropped. */
export function paragraphsOf(text: string): readonly string[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .map((part) => clean(part))
    .filter((part) => part !== '');
}

/** `3 alerts`, `1 alert`, `2 entities`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}

/** The end of a sentence, unless the words before it brought their own. */
export function stopAfter(words: string): string {
  return /[.!?…。]\s*$/u.test(words) ? '' : '.';
}

/** The words of an identifier: `not_required` → `not required`. */
export function spaced(identifier: string): string {
  return identifier.replaceAll('_', ' ');
}

function spellOut(character: string): string {
  return `[U+${character.codePointAt(0)?.toString(16).toUpperCase()}]`;
}
