import { join } from 'node:path';
import { countsOfJest } from '../counts.mjs';
import { ROOT } from '../stamp.mjs';
import { attempt } from '../step.mjs';
import { installDspy, pythonOf } from './pythons.mjs';

/** Newest first: a version of Python, and versions of DSPy to be tried on it. */
const PYTHONS = ['3.14', '3.13', '3.12', '3.11', '3.10'];
const NEWEST = '3.4.1';
/** Beside the newest. Those before 3.4 have a seam of their own, and one of them is in every CI. */
const OLDER = ['3.4.0', '3.3.1', '3.2.1', '3.1.3', '3.0.4'];
const OF_LITELLM = '3.3.1';
/** What those run on. */
const OF_OLDER = '3.11';
const CONTRACTS = [
  'adapters',
  'lm-door',
  'handed-on-calls',
  'litellm-retries',
  'round-trip',
  'settings',
  'streams',
  'copies',
  'signatures',
];
const E2E = ['evaluate', 'embeddings', 'dspy-features', 'dspy-values', 'optimize', 'streams', 'judges', 'mcp'];
/** What holds the seam of those before 3.4 function by function; with any other DSPy no test of it would run. */
const OF_SEAM = ['-m', 'unittest', 'discover', '-s', 'python/tests/dspy_door/seam_3_0', '-t', 'python'];
/** What the tests of a row are counted as: they must not take the place of the whole suite's. */
const ROW = 'matrix-row';

/** Pythons with the newest DSPy, and older DSPys on one Python. `isThin`: what CI tries. */
export function pythonRows(isThin) {
  const here = PYTHONS.map((python) => ({ python, executable: pythonOf(python) }));
  const found = here.filter(({ executable }) => executable !== null);
  const older = found.find(({ python }) => python === OF_OLDER) ?? found[0];
  const row = (dspy) => (python) => ({ ...python, dspy, files: filesOf(isThin) });
  // Both seams, the newest Python and the oldest.
  if (isThin) return [row(NEWEST)(found[0]), row(OF_LITELLM)(found.at(-1))];
  return [...here.map(row(NEWEST)), ...OLDER.map((dspy) => row(dspy)(older))];
}

/** A DSPy before 3.4, on the Python of all of them. */
export function olderRow() {
  return pythonRows(false).find(({ dspy }) => dspy === OF_LITELLM);
}

/** What became of it, in words and counts. */
export async function tryPython({ python, executable, dspy, files }) {
  if (executable === null) return { isGood: true, said: 'not tried: this Python was not there' };
  const installed = await installDspy(python, executable, dspy);
  if (installed === null) return { isGood: false, said: 'pip cannot install it' };
  const env = { ...process.env, DSPEX_TEST_PYTHON: installed, DSPEX_PYTHON: installed, COUNTED_AS: ROW };
  const title = `Python ${python}, DSPy ${dspy}`;
  const { code } = await attempt(title, process.execPath, ['scripts/test.mjs', ...files], { cwd: ROOT, env });
  const seam = isOlder(dspy) ? await attempt(`${title}: its seam alone`, installed, OF_SEAM, { cwd: ROOT, env }) : { code: 0 };
  return outcomeOf(code === 0 ? seam.code : code, countsOfJest(join(ROOT, '.stage', `outcome-${ROW}.json`)));
}

/** In the words of the table. */
export function outcomeOf(code, counts) {
  const { passed, failed, skipped } = counts;
  const beside = skipped > 0 ? `, ${skipped} skipped: it has not what they are about` : '';
  const said = failed === 0 && code === 0 ? `${passed} tests pass${beside}` : `${Math.max(failed, 1)} of ${passed + failed} tests fail`;
  return { isGood: code === 0, counts, said };
}

function isOlder(dspy) {
  const [major, minor] = dspy.split('.').map(Number);
  return major === 3 && minor < 4;
}

function filesOf(isThin) {
  const contracts = CONTRACTS.map((name) => `test/contract/${name}.test.ts`);
  return isThin ? contracts : [...contracts, ...E2E.map((name) => `test/e2e/${name}.test.ts`)];
}
