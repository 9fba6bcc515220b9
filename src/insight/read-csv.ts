/** Reads comma-separated values (RFC 4180): quoted cells may hold commas, quotes and line breaks. */

export interface CsvRow {
  /** Where the row begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quote that is never closed. */
export interface CsvFault {
  readonly line: number;
  readonly what: string;
}

/** Empty lines are left out. Either rows or the fault that makes all after it unreadable. */
export function readCsv(text: string): { readonly rows: readonly CsvRow[]; readonly fault?: CsvFault } {
  const rows: CsvRow[] = [];
  let line = 1;
  let row: { line: number; cells: string[] } = { line, cells: [] };
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;
  const source = text.replace(/^\uFEFF/, '');
  for (cell.lastIndex = 0; cell.lastIndex <= source.length; ) {
    const match = cell.exec(source);
    if (!match) return { rows, fault: { line, what: 'a quote stands where none may, or is never closed' } };
    const [whole, quoted, bare = '', end = ''] = match;
    row.cells.push(quoted?.replaceAll('""', '"') ?? bare);
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ',') continue;
    if (row.cells.some((one) => one !== '')) rows.push(row);
    row = { line, cells: [] };
    if (end === '') break;
  }
  return { rows };
}
