/** Comma-separated values (RFC 4180), safe to open in a spreadsheet. */

/** Rows joined by CRLF, each cell quoted where it must be, and all as long as the first, which names the columns. */
export function csvOf(rows: readonly (readonly (string | number | undefined)[])[]): string {
  const width = rows[0]?.length ?? 0;
  return rows.map((row) => `${Array.from({ length: width }, (_, at) => cell(row[at])).join(',')}\r\n`).join('');
}

/**
 * A text that a spreadsheet would take for a formula is made a text by an apostrophe (OWASP, *CSV Injection*); numbers
 * stay numbers.
 */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
