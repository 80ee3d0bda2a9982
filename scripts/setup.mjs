import { build } from './build.mjs';
import { installModules } from './modules.mjs';
import { installPython, PYTHON } from './python.mjs';
import { isMain, ROOT } from './stamp.mjs';
import { fail } from './step.mjs';

export { PYTHON, ROOT };

/** Node modules, a private Python with DSPy, and the build: each only where something changed. Plain Node: nothing is installed yet. */
export async function setup({ forCheck = false, forTest = false } = {}) {
  requireNode();
  const requirements = [
    'python/requirements.txt',
    ...(forTest ? ['python/requirements-test.txt'] : []),
    ...(forCheck ? ['python/requirements-dev.txt'] : []),
  ];
  const built = installModules().then(build);
  // Python needs neither, and most of its time is a download; a terminal shows the progress of one.
  if (process.stdout.isTTY) await built;
  await Promise.all([built, installPython(requirements)]);
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old.`, 'the package needs Node 20.19 or newer', 'nvm install 20');
}

if (isMain(import.meta.url)) await setup({ forCheck: process.argv.includes('--check') });
