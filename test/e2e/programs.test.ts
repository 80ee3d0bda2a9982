import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSince } from '../contract/dspy-version';
import { PYTHON } from '../contract/python-server';
import { notPassed } from './not-passed';
import { PLAIN_LM } from './plain-lm';
import { runOnce } from './run-jest';

const written = (name: string): string => readFileSync(join(__dirname, 'programs', name), 'utf8');

/** What the programs give, and ask, without this package. */
function inPlainDspy(): string {
  const folder = mkdtempSync('/tmp/dxp-');
  try {
    for (const name of ['plain.py', 'programs.py', 'bullet_adapter.py', 'cases.json']) writeFileSync(join(folder, name), written(name));
    writeFileSync(join(folder, 'plain_lm.py'), PLAIN_LM);
    const env = { ...process.env, DSPY_CACHEDIR: join(folder, 'cache'), LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
    return execFileSync(PYTHON, ['plain.py'], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Fails when a program as users write it gives something else than in plain DSPy, or the model is asked something else.
test('programs as users write them do what they do in plain DSPy', async () => {
  const files = {
    'programs.test.js': written('programs.suite.js'),
    'programs.py': written('programs.py'),
    'bullet_adapter.py': written('bullet_adapter.py'),
    'at_once.py': written('at_once.py'),
    'cases.json': written('cases.json'),
    'plain.json': inPlainDspy(),
  };
  // The adapter for JSON of before 3.4 asks with a schema first, and then for any JSON.
  const run = await runOnce(files, { env: { TIMES_ASKED: isSince('3.4') ? '2' : '3' } });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(20);
});
