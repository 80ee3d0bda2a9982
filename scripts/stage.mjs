import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packedFiles } from './packed-files.mjs';
import { PYTHON } from './python.mjs';
import { filesIn, isMain, ROOT } from './stamp.mjs';

const STAGE = join(ROOT, '.stage');
const PACKAGE = '.stage/node_modules/@dspex/jest-preset';
const ABANDONED_MS = 60 * 60 * 1000;
const NOT_COPIED = /[\\/](node_modules|__pycache__|\.venv|\.dspex)$/;

/**
 * Puts a copy of what `npm pack` would ship where projects under .stage find it, like an installed package.
 *
 * A copy, not a link: Jest resolves links, and a linked package is sent through the project's own transform.
 */
export function stage() {
  const files = packedFiles();
  const wanted = new Set(files.map((file) => `${PACKAGE}/${file}`));
  for (const file of filesIn(PACKAGE)) if (!wanted.has(file) && !file.endsWith('.pyc')) rmSync(join(ROOT, file), { force: true });
  for (const file of files) copyIfChanged(join(ROOT, file), join(ROOT, PACKAGE, file));
  compilePython();
  removeAbandonedProjects();
  return STAGE;
}

/** Copies an example beside the staged package and gives its folder. */
export function stageExample(name) {
  stage();
  const folder = join(STAGE, 'examples', name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true, filter: (source) => !NOT_COPIED.test(source) });
  return folder;
}

/** By rename: a test that runs beside us sees the old file or the new one, never a half. */
function copyIfChanged(from, to) {
  const source = statSync(from);
  const copy = statSync(to, { throwIfNoEntry: false });
  if (copy !== undefined && copy.size === source.size && copy.mtimeMs >= source.mtimeMs) return;
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, `${to}.${process.pid}`);
  renameSync(`${to}.${process.pid}`, to);
}

/**
 * Once, as pip does for what it installs: where PYTHONDONTWRITEBYTECODE is set, each of the suite's hundreds of Python processes would
 * compile it again.
 */
function compilePython() {
  spawnSync(PYTHON, ['-m', 'compileall', '-q', 'python/dspex_bridge', `${PACKAGE}/python`], { cwd: ROOT });
}

/** Projects of tests that were killed; a younger one may belong to a run that is going on. */
function removeAbandonedProjects() {
  const projects = join(STAGE, 'projects');
  if (!existsSync(projects)) return;
  for (const name of readdirSync(projects)) {
    const folder = join(projects, name);
    const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > ABANDONED_MS) rmSync(folder, { recursive: true, force: true });
  }
}

if (isMain(import.meta.url)) process.stdout.write(`${stage()}\n`);
