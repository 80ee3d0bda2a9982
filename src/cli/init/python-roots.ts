import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { posixPath } from '../../shared/posix-path';

const SKIPPED = /^(?:\..*|node_modules|venv|env|dist|build|__pycache__|site-packages)$/;
const DEEPEST = 4;

/** The folders that modules which use DSPy are imported from, relative to a project's: above all packages they lie in. `.` is the project's own. */
export function pythonRoots(folder: string): string[] {
  const roots = modulesBelow(folder, DEEPEST)
    .filter((file) => /^\s*(?:import|from)\s+dspy\b/m.test(readFileSync(file, 'utf8')))
    .map((file) => posixPath(relative(folder, rootOf(dirname(file), folder))) || '.');
  return [...new Set(roots)].filter((root) => !/(?:^|\/)tests?$/.test(root)).sort();
}

function modulesBelow(folder: string, deep: number): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return deep === 0 || SKIPPED.test(entry.name) ? [] : modulesBelow(path, deep - 1);
    return entry.isFile() && entry.name.endsWith('.py') ? [path] : [];
  });
}

function rootOf(folder: string, highest: string): string {
  return folder !== highest && existsSync(join(folder, '__init__.py')) ? rootOf(dirname(folder), highest) : folder;
}
