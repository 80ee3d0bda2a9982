import { build } from './build.mjs';
import { installModules } from './modules.mjs';
import { installPython, PYTHON } from './python.mjs';
import { isMain, ROOT } from './stamp.mjs';
import { fail } from './step.mjs';

export { PYTHON, ROOT };

/** Node modules, a private Python with DSPy, and the build: each only where something changed. */
export async function setup(kinds) {
  await install(kinds);
  await build();
}

/** All but the build. Plain Node: nothing is installed yet. */
export async function install({ forCheck = false, forTest = false } = {}) {
  requireNode();
  const requirements = [
    'python/requirements.txt',
    ...(forTest ? ['python/requirements-test.txt'] : []),
    ...(forCheck ? ['python/requirements-dev.txt'] : []),
  ];
  const modules = installModules();
  // Neither needs the other, and both wait for what they download; a terminal shows the progress of one.
  if (process.stdout.isTTY) await modules;
  await Promise.all([modules, installPython(requirements)]);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old.`, 'the package needs Node 20.19 or newer', 'nvm install 20');
}

if (isMain(import.meta.url)) await setup({ forCheck: process.argv.includes('--check') });
