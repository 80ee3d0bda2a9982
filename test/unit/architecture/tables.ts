/** `src/bridge/child` → ['shared', 'bridge/wire'] */
export type Table = ReadonlyMap<string, readonly string[]>;

export interface ArchitectureTables {
  readonly mayImport: Table;
  readonly homes: Table;
}

/** The tables of docs/rooms.md that speak of TypeScript. */
export function readTables(markdown: string): ArchitectureTables {
  return { mayImport: readTable(markdown, ['room', 'purpose', 'may import']), homes: readTable(markdown, ['npm package', 'home']) };
}

/** The table of ARCHITECTURE.md: areas of rooms. */
export function readAreas(markdown: string): Table {
  return readTable(markdown, ['area', 'purpose', 'may import']);
}

/** The first column of a table, and the names in its last. */
export function readTable(markdown: string, columns: readonly string[]): Table {
  const table = new Map<string, string[]>();
  for (const row of rowsOf(markdown, columns)) {
    const name = row[0] ?? '';
    const list = row.at(-1) ?? '';
    if (table.has(name)) throw new Error(`Two rows say what ${name} is.`);
    table.set(
      name,
      list.split(/,\s*/).filter((item) => item !== ''),
    );
  }
  return table;
}

/** The rows of the table with these columns, a text for each cell. */
export function rowsOf(markdown: string, columns: readonly string[]): string[][] {
  const lines = markdown.split('\n');
  const header = lines.findIndex((line) => cells(line).join() === columns.join());
  if (header === -1) throw new Error(`There is no table "| ${columns.join(' | ')} |".`);
  const end = lines.findIndex((line, index) => index > header && !line.startsWith('|'));
  return lines.slice(header + 2, end === -1 ? undefined : end).map(cells);
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
}
