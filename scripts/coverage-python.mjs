import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OF_PROCESSES, OF_PYTHON, REPORTS } from './coverage-places.mjs';
import { PYTHON } from './python.mjs';
import { ROOT } from './stamp.mjs';

const CONFIG = join(OF_PYTHON, 'coverage.ini');
/** The package in the clone and as it is staged: one, when it comes to lines. */
const PACKAGES = ['python/dspex_bridge', '.stage/node_modules/@dspex/jest-preset/python/dspex_bridge'].map((folder) => join(ROOT, folder));

/** From now on each of these Pythons that this process or a child of it starts is measured. Gives what ends that. */
export function measurePython(pythons) {
  writeFileSync(CONFIG, config());
  // Where root runs them, some tests go on as another user, who has something to write, too.
  if (process.getuid?.() === 0) chmodSync(OF_PYTHON, 0o1777);
  const files = pythons.map((python) => join(sitePackages(python), 'dspex_coverage.pth'));
  for (const file of files) writeFileSync(file, startLine());
  return () => {
    for (const file of files) rmSync(file, { force: true });
  };
}

/** Lines of each module; writes JSON and lcov. Empty where no Python was started. */
export function pythonFiles() {
  if (!readdirSync(OF_PYTHON).some((name) => name.startsWith('data.'))) return [];
  const json = join(REPORTS, 'python.json');
  coverage('combine', '--quiet');
  // A process that was killed while it wrote leaves half a file.
  for (const name of readdirSync(OF_PYTHON)) if (name.startsWith('data.')) rmSync(join(OF_PYTHON, name));
  coverage('json', '--quiet', '-o', json);
  coverage('lcov', '--quiet', '-o', join(REPORTS, 'python.lcov'));
  const { files } = JSON.parse(readFileSync(json, 'utf8'));
  return Object.entries(files).map(([path, { summary }]) => ({ path, covered: summary.covered_lines, lines: summary.num_statements }));
}

function coverage(command, ...args) {
  execFileSync(PYTHON, ['-m', 'coverage', command, `--rcfile=${CONFIG}`, ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'pipe'] });
}

/** A line that starts with "import" is run by each start of the interpreter. */
function startLine() {
  const start = join(ROOT, 'python/coverage_start.py');
  return `import os; os.environ.get("NODE_V8_COVERAGE") == ${JSON.stringify(OF_PROCESSES)} and exec(open(${JSON.stringify(start)}).read(), {})\n`;
}

function sitePackages(python) {
  return execFileSync(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], { encoding: 'utf8' }).trim();
}

/**
 * Children leave by os._exit. Not `patch = fork`: it starts anew in each child, once more for each fork above it, and what is counted
 * goes on through a fork by itself, into a file of the child's own.
 */
function config() {
  return `[run]
data_file = ${join(OF_PYTHON, 'data')}
parallel = true
patch =
    _exit
source =
    ${PACKAGES.join('\n    ')}

[paths]
package =
    ${PACKAGES.join('\n    ')}
`;
}
