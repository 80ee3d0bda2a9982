/** `src/bridge` → ['shared', 'resources'] */
export type Table = ReadonlyMap<string, readonly string[]>;

export interface ArchitectureTables {
  readonly mayImport: Table;
  readonly homes: Table;
}

export function readTables(markdown: string): ArchitectureTables {
  return { mayImport: readTable(markdown, 'folder', 'may import'), homes: readTable(markdown, 'npm package', 'home') };
}

function readTable(markdown: string, key: string, value: string): Table {
  const lines = markdown.split('\n');
  const header = lines.findIndex((line) => cells(line).join() === [key, value].join());
  if (header === -1) throw new Error(`ARCHITECTURE.md has no table "| ${key} | ${value} |".`);
  const table = new Map<string, string[]>();
  for (const line of lines.slice(header + 2)) {
    if (!line.startsWith('|')) break;
    const [name = '', list = ''] = cells(line);
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
