import { olderRow, tryPython } from './matrix/python-rows.mjs';
import { installDspy } from './matrix/pythons.mjs';
import { ROOT } from './stamp.mjs';
import { fail, step } from './step.mjs';
import { uvInstall } from './uv.mjs';

/** A Python with a DSPy before 3.4, which alone runs the seam that is made for it: where it is, and what runs its tests and gives their exit code. */
export async function olderPython() {
  const row = olderRow();
  const python = await installDspy(row.python, row.executable, row.dspy);
  if (python === null) fail(`DSPy ${row.dspy} cannot be installed.`, 'its seam is counted, too', 'see above what was said of it');
  const args = uvInstall(python, ['-c', 'python/requirements-dev.txt', 'coverage']);
  await step('Installing coverage.py beside it', python, args, { cwd: ROOT });
  return { python, run: async () => ((await tryPython(row)).isGood ? 0 : 1) };
}
