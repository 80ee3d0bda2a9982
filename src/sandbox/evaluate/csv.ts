/** A cell in quotes, in which a quote is doubled, or one without; and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/**
 * The rows of a CSV text (RFC 4180) as objects by the names of its first line; a cell that is missing at the end of a row is empty. Throws a
 * SyntaxError for what would be lost in silence: a comma without quotes around it, or a name that is there twice.
 */
export function parseCsv(text: string): Record<string, string>[] {
  const [names = [], ...rows] = rowsOf(text);
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) < at);
  if (twice !== undefined) throw new SyntaxError(`two columns are named "${twice}"`);
  return rows.flatMap((row, at) => (row.length > 1 || row[0] !== '' ? [recordOf(names, row, at + 2)] : []));
}

function recordOf(names: readonly string[], row: readonly string[], place: number): Record<string, string> {
  if (row.slice(names.length).some((cell) => cell !== ''))
    throw new SyntaxError(`row ${place} has ${row.length} cells, the first ${names.length}: text with a comma in it stands in quotes`);
  return Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']));
}

function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length || row.length > 0) {
    const cell = CELL.exec(text);
    if (cell === null)
      throw new SyntaxError(`in row ${rows.length + 1} a quote is not closed, or stands within a cell that has none around it`);
    const [, quoted, plain = '', end] = cell;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
