import type { Table } from './tables';

const HEADER = ['Python package', 'purpose', 'may import'];

/** The table of ARCHITECTURE.md that says what each package of the Python side is for, and what it may import. */
export function readPythonTable(markdown: string): Table {
  const lines = markdown.split('\n');
  const header = lines.findIndex((line) => cells(line).join() === HEADER.join());
  if (header === -1) throw new Error(`ARCHITECTURE.md has no table "| ${HEADER.join(' | ')} |".`);
  const end = lines.findIndex((line, index) => index > header && !line.startsWith('|'));
  const rows = lines.slice(header + 2, end === -1 ? undefined : end).map(cells);
  const table = new Map<string, string[]>();
  for (const [name = '', purpose = '', list = ''] of rows) {
    if (table.has(name)) throw new Error(`ARCHITECTURE.md has two rows for ${name}.`);
    if (purpose === '') throw new Error(`ARCHITECTURE.md does not say what ${name} is for.`);
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
