import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDspy, pythonOf } from '../../scripts/matrix/pythons.mjs';
import { ROOT } from '../../scripts/stamp.mjs';
import { step } from '../../scripts/step.mjs';

/** A site under another Python, with the same DSPy and pytest in an environment of its own; null where the machine has no such Python. */
export async function pythonSite(site, version) {
  const executable = pythonOf(version);
  if (executable === null) return null;
  const [, dspy] = /^dspy==([\d.]+)/m.exec(readFileSync(join(ROOT, 'python/requirements.txt'), 'utf8'));
  const python = await installDspy(version, executable, dspy);
  if (python === null) throw new Error(`pip could not install DSPy ${dspy} for Python ${version}`);
  await installPytest(python);
  return { ...site, python };
}

export function installPytest(python) {
  const args = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--no-input', '-r', 'bench/requirements.txt'];
  return step('Installing pytest for the comparison', python, args, { cwd: ROOT });
}
