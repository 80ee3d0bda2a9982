import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, isStamped, ROOT, writeStamp } from './stamp.mjs';
import { step } from './step.mjs';

const STAMP = 'node_modules/.dspex-stamp';
const LOCK = 'package-lock.json';

/** Installs what the lock file says, unless it is there already. */
export async function installModules() {
  if (!existsSync(join(ROOT, LOCK))) return npm('install');
  const hash = hashOf([LOCK], process.platform, process.arch);
  if (isStamped(STAMP, hash)) return;
  if (!hasAllOfLock()) await npm('ci');
  writeStamp(STAMP, hash);
}

// --include=dev: a NODE_ENV=production in the shell would leave out all that builds and tests.
function npm(command) {
  const args = [command, '--include=dev', '--no-audit', '--no-fund'];
  return step('Installing node modules', 'npm', args, {
    cwd: ROOT,
    next: `npm ${args.join(' ')}   # the same by hand, with all of its output`,
  });
}

/** npm notes what it installed in a lock file of its own. Packages besides ours do no harm. */
function hasAllOfLock() {
  const noted = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(noted)) return false;
  const installed = JSON.parse(readFileSync(noted, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(join(ROOT, LOCK), 'utf8')).packages);
  return wanted.every(
    ([path, { version, optional }]) => path === '' || installed[path]?.version === version || (optional && installed[path] === undefined),
  );
}
