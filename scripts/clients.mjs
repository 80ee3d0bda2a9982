import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fillDenoCache } from './deno-cache.mjs';
import { PYTHON, setup } from './setup.mjs';
import { stage } from './stage.mjs';
import { doneOnce, ROOT } from './stamp.mjs';
import { step } from './step.mjs';
import { runTests } from './test.mjs';
import { makeVenv, uvInstall } from './uv.mjs';

// Clients that code brings along, in projects of their own beside the staged package: they are none of this package's dependencies.
await setup({ forTest: true });
const folder = await installed('project', 'clients', 'package-lock.json', (cwd) =>
  step('Installing clients', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd }),
);
for (const name of ['counting-host.js', 'say.js', 'ways.js']) cpSync(join(ROOT, 'test/e2e/started', name), join(folder, name));
const ofPython = await installed('python', 'python-clients', 'requirements.txt', installPython);
const folders = { DSPEX_CLIENTS_FOLDER: folder, DSPEX_PYTHON_CLIENTS_FOLDER: ofPython };
process.exitCode = await runTests('clients', ['test/clients', ...process.argv.slice(2)], folders);

/** The folder of a project, with what its list names. */
async function installed(project, name, list, install) {
  const [from, to] = [join('test/clients', project), join(stage(), name)];
  cpSync(join(ROOT, from), to, { recursive: true });
  cpSync(join(ROOT, 'test/e2e/untransformed.js'), join(to, 'untransformed.js'));
  await doneOnce(join('.stage', name, '.stamp'), [join(from, list)], () => install(to));
  return to;
}

async function installPython(cwd) {
  const venv = join(cwd, '.venv');
  const python = join(venv, 'bin/python');
  await makeVenv(PYTHON, venv, python);
  await step('Installing clients from PyPI', python, uvInstall(python, ['-r', join(cwd, 'requirements.txt')]));
  await fillDenoCache(python, join(cwd, '.deno'));
}
