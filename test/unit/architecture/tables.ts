/** `src/bridge/child` → ['shared', 'bridge/wire'] */
export type Table = ReadonlyMap<string, readonly string[]>;

export interface ArchitectureTables {
  readonly mayImport: Table;
  readonly homes: Table;
}

export function readTables(markdown: string): ArchitectureTables {
  return { mayImport: readTable(markdown, ['room', 'purpose', 'may import']), homes: readTable(markdown, ['npm package', 'home']) };
}

/** The first column of a table, and the names in its last. */
function readTable(markdown: string, columns: readonly string[]): Table {
  const lines = markdown.split('\n');
  const header = lines.findIndex((line) => cells(line).join() === columns.join());
  if (header === -1) throw new Error(`ARCHITECTURE.md has no table "| ${columns.join(' | ')} |".`);
  const table = new Map<string, string[]>();
  for (const line of lines.slice(header + 2)) {
    if (!line.startsWith('|')) break;
    const name = cells(line)[0] ?? '';
    const list = cells(line).at(-1) ?? '';
    if (table.has(name)) throw new Error(`ARCHITECTURE.md has two rows for ${name}.`);
    table.set(
      name,
      list.split(/,\s*/).filter((item) => item !== ''),
    );
  }
  return table;
}

function cells(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());
}
