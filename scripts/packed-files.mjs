import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn, hashOf, ROOT } from './stamp.mjs';

const REMEMBERED = join(ROOT, '.stage', 'packed-files.json');

/** The files that `npm pack` would ship. Asking npm takes a second: its answer is kept until a file is added or package.json changes. */
export function packedFiles() {
  const key = hashOf(['package.json'], ...rootFiles(), ...filesIn('dist'), ...filesIn('python'));
  const before = existsSync(REMEMBERED) ? JSON.parse(readFileSync(REMEMBERED, 'utf8')) : undefined;
  if (before?.key === key) return before.files;
  const files = askNpm().files.map(({ path }) => path);
  mkdirSync(dirname(REMEMBERED), { recursive: true });
  writeFileSync(REMEMBERED, JSON.stringify({ key, files }));
  return files;
}

/** `npm pack --dry-run`: name, sizes and files of the tarball. */
export function askNpm() {
  const options = { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' };
  const packed = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], options));
  // npm 10 gives a list, npm 11 an object by package name.
  return Object.values(packed)[0];
}

function rootFiles() {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}
