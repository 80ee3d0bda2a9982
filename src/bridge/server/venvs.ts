import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { posixPath } from '../../shared/posix-path';

/** As `uv`, Poetry (`in-project`) and the documentation of Python call it. */
const NAMES = ['.venv', 'venv'];
const IS_WINDOWS = process.platform === 'win32';
const LEFT_OUT = /^(?:\..*|node_modules|venv|dist|build|__pycache__|site-packages)$/;
/** `services/nlp/.venv` is found, and nobody waits for a look through all of a repository. */
const DEEPEST = 3;

/** The interpreter of a virtual environment. */
export function pythonIn(venv: string): string {
  return IS_WINDOWS ? join(venv, 'Scripts', 'python.exe') : join(venv, 'bin', 'python');
}

/** The nearest virtual environment: in the project's folder, or in one above it, up to the repository's. */
export function venvAbove(rootDir: string): string | undefined {
  return foldersUpward(rootDir)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((venv) => existsSync(pythonIn(venv)));
}

/** Without a repository around it, nothing above a project's folder is the project's. */
function foldersUpward(rootDir: string): string[] {
  const upward = [rootDir];
  for (let folder = rootDir; !existsSync(join(folder, '.git')); folder = dirname(folder)) {
    if (folder === dirname(folder)) return [rootDir];
    upward.push(dirname(folder));
  }
  return upward;
}

/** The interpreters of virtual environments below a project's folder that have DSPy, by their paths from there. They are told, never taken. */
export function pythonsBelow(rootDir: string): string[] {
  return venvsIn(rootDir, DEEPEST)
    .filter(hasDspy)
    .map((venv) => posixPath(relative(rootDir, pythonIn(venv))));
}

function venvsIn(folder: string, deep: number): string[] {
  const entries = entriesOf(folder);
  // A link is as good as a folder.
  const found = entries.filter(({ name }) => NAMES.includes(name)).map(({ name }) => join(folder, name));
  const further = deep === 0 ? [] : entries.filter((entry) => entry.isDirectory() && !LEFT_OUT.test(entry.name));
  return [...found, ...further.flatMap(({ name }) => venvsIn(join(folder, name), deep - 1))];
}

function hasDspy(venv: string): boolean {
  const lib = join(venv, IS_WINDOWS ? 'Lib' : 'lib');
  const homes = IS_WINDOWS ? [lib] : entriesOf(lib).map(({ name }) => join(lib, name));
  return existsSync(pythonIn(venv)) && homes.some((home) => existsSync(join(home, 'site-packages', 'dspy')));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
