import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { stageExample } from './stage.mjs';
import { attempt, fail } from './step.mjs';

const isFixing = process.argv.includes('--fix');
const bin = (name) => join(ROOT, 'node_modules', '.bin', name);
const ruff = (...args) => [PYTHON, '-m', 'ruff', ...args];

await setup({ forCheck: true });
const example = stageExample('support-desk');

const CHECKS = [
  ['Lint and format of TypeScript', bin('biome'), ...(isFixing ? ['check', '--write'] : ['ci', '--error-on-warnings'])],
  ['Types', bin('tsc'), '-p', 'tsconfig.json', '--noEmit'],
  ['Types of the example', bin('tsc'), '-p', join(example, 'tsconfig.json'), '--noEmit'],
  ['Lint of Python', ...ruff('check', '--config', 'python/ruff.toml', ...(isFixing ? ['--fix'] : []), 'python')],
  ['Format of Python', ...ruff('format', '--config', 'python/ruff.toml', ...(isFixing ? [] : ['--check']), 'python')],
  ['Types of Python', PYTHON, '-m', 'mypy', '--config-file', 'python/mypy.ini', 'python/dspex_bridge'],
  ...optional('knip', ['Dead code']),
  ...optional('publint', ['Shape of the package', '--strict']),
];

// All of them, so that one run shows everything there is to mend.
const failed = [];
for (const [title, command, ...args] of CHECKS) {
  const { code } = await attempt(title, command, args, { cwd: ROOT, tailLines: 400 });
  if (code !== 0) failed.push(title);
}
if (failed.length > 0)
  fail(`${failed.length} of ${CHECKS.length} checks failed.`, failed.join(', '), 'npm run check -- --fix   # mends what a tool can mend');

function optional(name, [title, ...args]) {
  return existsSync(bin(name)) ? [[title, bin(name), ...args]] : [];
}
