/** Text that is fitted to what a platform lets through. */

/** Shortens to `most` characters, whole code points, with an ellipsis. Empty text becomes a dash: platforms refuse empty. */
export function cut(text: string, most: number): string {
  const clean = text.trim() === '' ? '–' : text;
  if (clean.length <= most) return clean;
  const kept = clean.slice(0, most - 1);
  // Half of a surrogate pair would be refused.
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** Text in pieces of at most `most` characters, broken at lines where that is possible. */
export function pieces(text: string, most: number): readonly string[] {
  const found: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const line = rest.lastIndexOf('\n', most);
    const blank = rest.lastIndexOf(' ', most);
    const at = line > most / 2 ? line : blank > most / 2 ? blank : most;
    found.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '' || found.length === 0) found.push(rest);
  return found;
}

/** Words that name their incident mean the same wherever they are said. */
export function addressed(says: string, number: number | undefined): string {
  return number === undefined || /^#?\d/.test(says) ? says : `${number} ${says}`;
}
