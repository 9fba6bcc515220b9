/** What is wrong with a file that people write: where to look, what was seen, what to write instead. */

export interface FileFault {
  /** An `error` keeps the file out; a `warning` wants to be read. */
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Such as `phases[1].items[3].role`; empty for the whole document. */
  readonly path: string;
  readonly what: string;
  readonly fix: string;
}

export type Path = readonly (string | number)[];

export function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

/** `file:line:column severity path: what — fix`, as editors link it. */
export function faultText({ file, line, column, severity, path, what, fix }: FileFault): string {
  return `${file}:${line}:${column} ${severity}: ${path ? `${path} ` : ''}${what}. ${fix}`;
}

/** The known word closest to a mistyped one, or undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 80) return undefined;
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const ranked = known.map((one) => ({ one, away: distance(plain(word), plain(one)) })).sort((a, b) => a.away - b.away);
  const [best] = ranked;
  return best && best.away <= Math.max(1, Math.floor(best.one.length / 3)) ? best.one : undefined;
}

/** `Did you mean …?`, or the list of what is possible. */
export function suggest(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near) return `Did you mean ${near}?`;
  return known.length === 0 ? 'None is known.' : `Use one of: ${known.join(', ')}.`;
}

/** Edits (insert, delete, replace) between two words: Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replace = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
