/** A cell in quotes, in which a quote is doubled, or one without; and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** The rows of a CSV text (RFC 4180) as objects by the names of its first line. Null where a quote is not closed or stands within a cell. */
export function parseCsv(text: string): Record<string, string>[] | null {
  const rows = rowsOf(text.replace(/^\uFEFF/, ''));
  if (rows === null) return null;
  const [names = [], ...data] = rows;
  return data
    .filter((row) => row.length > 1 || row[0] !== '')
    .map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])));
}

function rowsOf(text: string): string[][] | null {
  const rows: string[][] = [];
  let row: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length || row.length > 0) {
    const cell = CELL.exec(text);
    if (cell === null) return null;
    const [, quoted, plain = '', end] = cell;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
