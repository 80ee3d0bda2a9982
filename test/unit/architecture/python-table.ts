import { readTable, rowsOf, type Table } from './tables';

const COLUMNS = ['Python package', 'purpose', 'may import'];

/** The table of docs/rooms.md that says what each package of the Python side is for, and what it may import. */
export function readPythonTable(markdown: string): Table {
  for (const [name = '', purpose = ''] of rowsOf(markdown, COLUMNS))
    if (purpose === '') throw new Error(`Its row does not say what ${name} is for.`);
  return readTable(markdown, COLUMNS);
}
