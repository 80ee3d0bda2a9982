import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { countsOfJest, keepCounts, sumCounts } from './counts.mjs';
import { setup } from './setup.mjs';
import { ROOT } from './stamp.mjs';
import { attempt } from './step.mjs';

/** Newest first: a version of Python, and versions of DSPy to be tried on it. */
const PYTHONS = ['3.14', '3.13', '3.12', '3.11', '3.10'];
const NEWEST = '3.4.1';
/** Beside the newest, tried on the first Python that is here. Those before 3.4 have a seam of their own, and one of them is in every CI. */
const OLDER = ['3.4.0', '3.3.1', '3.2.1', '3.1.3', '3.0.4'];
const OF_LITELLM = '3.3.1';
const TESTS = ['adapters', 'lm-door', 'settings', 'streams', 'copies', 'signatures'].map((name) => `test/contract/${name}.test.ts`);
const E2E = ['evaluate', 'embeddings', 'dspy-features'].map((name) => `test/e2e/${name}.test.ts`);
/** What the tests of a row are counted as: they must not take the place of the whole suite's. */
const ROW = 'matrix-row';
const TABLE = /<!-- matrix -->[\s\S]*<!-- end of matrix -->/;

const isThin = process.argv.includes('--thin');
await setup({ forTest: true });
const here = PYTHONS.map((version) => ({ version, executable: pythonOf(version) }));
const found = here.filter(({ executable }) => executable !== null);
const [newest = here[0], ...others] = found;
const rows = isThin
  ? [...[newest, ...others.slice(-1)].map((python) => [python, NEWEST]), [newest, OF_LITELLM]]
  : [...here.map((python) => [python, NEWEST]), ...OLDER.map((dspy) => [newest, dspy])];

const results = [];
for (const [python, dspy] of rows) results.push({ python: python.version, dspy, ...(await tried(python, dspy)) });
keepCounts('matrix', sumCounts(results.flatMap(({ counts, isGood }) => counts ?? (isGood ? [] : { passed: 0, failed: 1, skipped: 0 }))));
if (!isThin) writeTable(results);
process.stdout.write(`${results.map(({ python, dspy, said }) => `Python ${python}, DSPy ${dspy}: ${said}`).join('\n')}\n`);
process.exitCode = results.some(({ isGood }) => !isGood) ? 1 : 0;

/** The interpreter of a version, on the PATH or of pyenv; null where there is none. */
function pythonOf(version) {
  const code = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
  const pyenv = spawnSync('pyenv', ['prefix', '--bare', version], { encoding: 'utf8' }).stdout?.trim();
  const names = [`python${version}`, 'python3', pyenv && join(pyenv, 'bin/python'), ...pyenvPythons(version)].filter(Boolean);
  return names.find((name) => spawnSync(name, ['-c', code], { encoding: 'utf8' }).stdout?.trim() === version) ?? null;
}

function pyenvPythons(version) {
  const versions = spawnSync('ls', [join(homedir(), '.pyenv/versions')], { encoding: 'utf8' }).stdout?.split('\n') ?? [];
  return versions.filter((name) => name.startsWith(`${version}.`)).map((name) => join(homedir(), '.pyenv/versions', name, 'bin/python'));
}

async function tried({ version, executable }, dspy) {
  if (executable === null) return { isGood: true, said: 'not tried: this Python was not there' };
  const installed = await install(version, executable, dspy);
  if (installed === null) return { isGood: false, said: 'pip cannot install it' };
  const args = ['scripts/test.mjs', ...TESTS, ...(isThin || !dspy.startsWith('3.4') ? [] : E2E)];
  const env = { ...process.env, DSPEX_TEST_PYTHON: installed, COUNTED_AS: ROW };
  const { code } = await attempt(`Python ${version}, DSPy ${dspy}`, process.execPath, args, { cwd: ROOT, env });
  const counts = countsOfJest(join(ROOT, '.stage', `outcome-${ROW}.json`));
  const { passed, failed, skipped } = counts;
  const beside = skipped > 0 ? `, ${skipped} skipped: it has not what they are about` : '';
  return {
    isGood: code === 0,
    counts,
    said: failed === 0 ? `${passed} tests pass${beside}` : `${failed} of ${passed + failed} tests fail`,
  };
}

async function install(version, executable, dspy) {
  const folder = join(ROOT, '.stage/matrix', `py${version}-dspy${dspy}`);
  const python = join(folder, 'bin/python');
  mkdirSync(join(ROOT, '.stage/matrix'), { recursive: true });
  if (!existsSync(python)) spawnSync(executable, ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--no-input', `dspy==${dspy}`, 'numpy'];
  const { code } = await attempt(`Installing DSPy ${dspy} for Python ${version}`, python, pip, { cwd: ROOT });
  return code === 0 ? python : null;
}

function writeTable(all) {
  const file = join(ROOT, 'docs/compatibility.md');
  const cells = [['Python', 'DSPy', 'outcome'], ...all.map(({ python, dspy, said }) => [python, dspy, said])];
  const widths = [0, 1, 2].map((at) => Math.max(...cells.map((row) => row[at].length)));
  const lines = cells.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  const table = lines.join('\n');
  writeFileSync(file, readFileSync(file, 'utf8').replace(TABLE, `<!-- matrix -->\n\n${table}\n\n<!-- end of matrix -->`));
}
