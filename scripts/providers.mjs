import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON, setup } from './setup.mjs';
import { stage } from './stage.mjs';
import { doneOnce, ROOT } from './stamp.mjs';
import { step } from './step.mjs';
import { runTests } from './test.mjs';
import { makeVenv, uvInstall } from './uv.mjs';

const PROJECT = join(ROOT, 'test/providers/project');

// Servers of models that others wrote, in a folder of their own: they are none of this package's dependencies.
await setup({ forTest: true });
const folder = join(stage(), 'providers');
const jestArgs = process.argv.slice(2);
await installOnce('package-lock.json', installNode);
// The proxy of litellm is large: who asks for aimock alone gets aimock alone.
if (!jestArgs.some((arg) => arg.startsWith('aimock'))) await installOnce('requirements.txt', installPython);
cpSync(join(PROJECT, 'litellm.yaml'), join(folder, 'litellm.yaml'));
process.exitCode = await runTests('providers', ['test/providers', ...jestArgs], { DSPEX_PROVIDERS_FOLDER: folder });

function installOnce(list, install) {
  return doneOnce(join('.stage/providers', `.stamp-${list}`), [join('test/providers/project', list)], install);
}

async function installNode() {
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(PROJECT, name), join(folder, 'npm', name));
  await step('Installing servers from npm', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: join(folder, 'npm') });
}

async function installPython() {
  const venv = join(folder, '.venv');
  const python = join(venv, 'bin/python');
  await makeVenv(PYTHON, venv, python);
  await step('Installing servers from PyPI', python, uvInstall(python, ['-r', join(PROJECT, 'requirements.txt')]));
}
