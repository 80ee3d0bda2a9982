import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './setup.mjs';

const STAGE = join(ROOT, '.stage');
const PACKAGE = join(STAGE, 'node_modules', '@dspex', 'jest-preset');

/**
 * Puts a copy of what `npm pack` would ship where projects under .stage find it, like an installed package.
 *
 * A copy, not a link: Jest resolves links, and a linked package is sent through the project's own transform.
 */
export function stage() {
  const files = packedFiles();
  rmSync(join(STAGE, 'projects'), { recursive: true, force: true });
  removeStale(new Set(files));
  for (const file of files) copyIfNewer(join(ROOT, file), join(PACKAGE, file));
  return STAGE;
}

/** Copies an example beside the staged package and gives its folder. */
export function stageExample(name) {
  stage();
  const folder = join(STAGE, 'examples', name);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples', name), folder, { recursive: true, filter: (source) => !/node_modules|__pycache__|\.venv/.test(source) });
  return folder;
}

function packedFiles() {
  const json = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const packed = JSON.parse(json);
  // npm 10 gives a list, npm 11 an object by package name.
  const [entry] = Array.isArray(packed) ? packed : Object.values(packed);
  return entry.files.map((file) => file.path);
}

function removeStale(files) {
  if (!existsSync(PACKAGE)) return;
  for (const name of readdirSync(PACKAGE, { recursive: true })) {
    const path = join(PACKAGE, name);
    if (existsSync(path) && statSync(path).isFile() && !files.has(name)) rmSync(path);
  }
}

function copyIfNewer(from, to) {
  const source = statSync(from);
  if (existsSync(to) && statSync(to).size === source.size && statSync(to).mtimeMs >= source.mtimeMs) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${stage()}\n`);
