import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeProject, type Project } from './run-jest';

const EXAMPLE = resolve(__dirname, '../../examples/support-desk');
const NOT_OURS = /node_modules|\.venv|__pycache__/;

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !NOT_OURS.test(name) && statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** The example, copied to an empty folder. */
export function supportDesk(): Project {
  return makeProject(filesOf(EXAMPLE));
}
