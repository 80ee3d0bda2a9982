import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { runSideBySide } from './side-by-side.mjs';
import { stageExample } from './stage.mjs';
import { fail } from './step.mjs';

const isFixing = process.argv.includes('--fix');
/** More compilers at once than this cost memory, and win nothing: there are two that take long. */
const AT_ONCE = Math.min(Math.max(availableParallelism(), 2), 4);
/** What the compiler found last time: it looks only at what changed, or at what depends on it. */
const NOTES = join(ROOT, '.stage/check');

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const ruff = (...args) => [PYTHON, '-m', 'ruff', ...args, 'python', 'scripts'];
const types = (name, project) => [
  ...[bin('tsc'), '-p', project, '--noEmit'],
  ...['--incremental', '--tsBuildInfoFile', join(NOTES, `${name}.tsbuildinfo`)],
];

await setup({ forCheck: true });
const example = stageExample('support-desk');
mkdirSync(NOTES, { recursive: true });

// In a file or another program's window, colour codes between all letters hide the text.
const colors = process.stdout.isTTY ? '--colors=force' : '--colors=off';
const biome = isFixing ? ['check', '--write', colors] : ['ci', '--error-on-warnings', colors];
const lint = ['Lint and format of TypeScript', bin('biome'), ...biome];
const lintOfPython = ['Lint of Python', ...ruff('check', '--config', 'python/ruff.toml', ...(isFixing ? ['--fix'] : []))];
const formatOfPython = ['Format of Python', ...ruff('format', '--config', 'python/ruff.toml', ...(isFixing ? [] : ['--check']))];
// What takes longest comes first.
const reading = [
  ['Types', ...types('all', 'tsconfig.json')],
  ['Types of the page', ...types('page', 'page/tsconfig.json')],
  ['Types of the example', ...types('example', join(example, 'tsconfig.json'))],
  ['Types of Python', PYTHON, '-m', 'mypy', '--config-file', 'python/mypy.ini', 'python/dspex_bridge', 'scripts'],
  ['Length of files', process.execPath, 'scripts/sizes.mjs'],
  ['Size of an installation', process.execPath, 'scripts/install-size.mjs'],
  ['Dead code', bin('knip'), '--no-progress'],
  ['Shape of the package', process.execPath, 'scripts/package-shape.mjs'],
];
const prose = ['Width of prose', process.execPath, 'scripts/prose.mjs', ...(isFixing ? ['--fix'] : [])];
// Nobody reads a file while another mends it.
const waves = isFixing
  ? [[prose, lintOfPython], [lint, formatOfPython], reading]
  : [[reading[0], lint, ...reading.slice(1), prose, lintOfPython, formatOfPython]];

// All of them, so that one run shows everything there is to mend.
const failed = [];
for (const wave of waves) failed.push(...(await runSideBySide(wave, { atOnce: AT_ONCE, tailLines: 400, cwd: ROOT })));
if (failed.length > 0)
  fail(
    `${failed.length} of ${waves.flat().length} checks failed.`,
    failed.join(', '),
    'npm run check -- --fix   # mends what a tool can mend',
  );
