/** Our part of a description that people edit too: between two comments of Markdown, which are not shown. */

export function markedPart(marker: string, text: string): string {
  return `${beginOf(marker)}\n${text}\n${endOf(marker)}`;
}

/** The description with our part made anew; undefined where people took it away. */
export function withMarkedPart(body: string, marker: string, text: string): string | undefined {
  const from = body.indexOf(beginOf(marker));
  const to = body.indexOf(endOf(marker), from);
  if (from < 0 || to < 0) return undefined;
  return body.slice(0, from) + markedPart(marker, text) + body.slice(to + endOf(marker).length);
}

/** By this an issue is known to be ours. */
export function beginOf(marker: string): string {
  return `<!-- ${marker} -->`;
}

function endOf(marker: string): string {
  return `<!-- end of ${marker} -->`;
}
