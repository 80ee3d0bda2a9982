import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { broughtBy, closure } from './install-size/closure.mjs';
import { packedFiles } from './packed-files.mjs';
import { isMain, ROOT } from './stamp.mjs';
import { fail } from './step.mjs';

/** What an installation may add to a project that has Jest. A library that not everyone needs is an optional peer. */
const MOST_MB = 16;
const BESIDES_JEST = ['jest', 'jest-environment-node'];

const mb = (bytes) => bytes / 1e6;

/** What `npm i -D @dspex/jest-preset` adds to a project with Jest: bytes by package, the largest first, this package among them. */
export function installSize() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const there = closure(packages, BESIDES_JEST);
  const added = [...closure(packages, broughtBy(packages['']))].filter((path) => !there.has(path));
  const own = packedFiles().reduce((sum, file) => sum + statSync(join(ROOT, file)).size, 0);
  const sizes = added.map((path) => [path.slice(path.lastIndexOf('node_modules/') + 13), bytesIn(join(ROOT, path))]);
  return [['@dspex/jest-preset', own], ...sizes].sort(([, a], [, b]) => b - a);
}

export function totalMb(sizes) {
  return mb(sizes.reduce((sum, [, bytes]) => sum + bytes, 0));
}

/** A package within its own node_modules counts for itself. */
function bytesIn(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === 'node_modules' ? 0 : bytesIn(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}

if (isMain(import.meta.url)) {
  const sizes = installSize();
  for (const [name, bytes] of sizes) process.stdout.write(`${mb(bytes).toFixed(2).padStart(8)} MB  ${name}\n`);
  process.stdout.write(`${totalMb(sizes).toFixed(1)} MB besides Jest, of at most ${MOST_MB}\n`);
  if (totalMb(sizes) > MOST_MB)
    fail(
      `An installation adds ${totalMb(sizes).toFixed(1)} MB to a project with Jest, and may add ${MOST_MB}.`,
      `the largest are ${sizes
        .slice(0, 3)
        .map(([name]) => name)
        .join(', ')}`,
      'make what not everyone needs an optional peer, loaded when it is used; or raise MOST_MB in scripts/install-size.mjs',
    );
}
