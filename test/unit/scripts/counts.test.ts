import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const COUNTS = pathToFileURL(join(__dirname, '../../../scripts/counts.mjs')).href;

/** The scripts are ES modules for plain Node: asked in a Node of their own. */
function ask(expression: string): unknown {
  const code = `import * as counts from ${JSON.stringify(COUNTS)}; console.log(JSON.stringify(${expression}));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

const unittest = (output: string): unknown => ask(`counts.countsOfUnittest(${JSON.stringify(output)})`);

// Fails when a word of unittest's last line is misread.
test("reads unittest's last lines", () => {
  expect(unittest('..\nRan 12 tests in 0.1s\n\nOK\n')).toEqual({ passed: 12, failed: 0, skipped: 0 });
  expect(unittest('Ran 1 test in 0.1s\n\nOK (skipped=1)\n')).toEqual({ passed: 0, failed: 0, skipped: 1 });
  expect(unittest('Ran 9 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=3)\n')).toEqual({ passed: 3, failed: 3, skipped: 3 });
});

// Fails when a suite that broke before it counted looks like one without failures.
test('counts a suite that never came to count as a failure', () => {
  expect(unittest('Traceback (most recent call last):\n')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(ask("counts.countsOfJest('/nowhere/outcome.json')")).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

// Fails when a test file that does not even load is left out of the count.
test("counts a file that could not be run among Jest's failures", () => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  try {
    const outcome = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, numRuntimeErrorTestSuites: 1 };
    writeFileSync(join(folder, 'outcome.json'), JSON.stringify(outcome));
    expect(ask(`counts.countsOfJest(${JSON.stringify(join(folder, 'outcome.json'))})`)).toEqual({ passed: 3, failed: 2, skipped: 3 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Fails when the last line is not in the form that machines read.
test('ends with passed, failed and, if any, skipped', () => {
  expect(ask('counts.countsLine({ passed: 3, failed: 0, skipped: 0 })')).toBe('3 passed, 0 failed');
  expect(ask('counts.countsLine(counts.sumCounts([{ passed: 3, failed: 1, skipped: 0 }, { passed: 1, failed: 0, skipped: 2 }]))')).toBe(
    '4 passed, 1 failed, 2 skipped',
  );
});
