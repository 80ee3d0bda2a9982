import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './ask';

const unittest = (output: string): Promise<unknown> => ask('counts.mjs', 'countsOfUnittest', output);

// Fails when a word of unittest's last line is misread.
test("reads unittest's last lines", async () => {
  expect(await unittest('..\nRan 12 tests in 0.1s\n\nOK\n')).toEqual({ passed: 12, failed: 0, skipped: 0 });
  expect(await unittest('Ran 1 test in 0.1s\n\nOK (skipped=1)\n')).toEqual({ passed: 0, failed: 0, skipped: 1 });
  expect(await unittest('Ran 9 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=3)\n')).toEqual({ passed: 3, failed: 3, skipped: 3 });
});

// Fails when a suite that broke before it counted looks like one without failures.
test('counts a suite that never came to count as a failure', async () => {
  expect(await unittest('Traceback (most recent call last):\n')).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(await ask('counts.mjs', 'countsOfJest', '/nowhere/outcome.json')).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

// Fails when a test file that does not even load is left out of the count.
test("counts a file that could not be run among Jest's failures", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'counts-'));
  try {
    const outcome = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, numRuntimeErrorTestSuites: 1 };
    writeFileSync(join(folder, 'outcome.json'), JSON.stringify(outcome));
    expect(await ask('counts.mjs', 'countsOfJest', join(folder, 'outcome.json'))).toEqual({ passed: 3, failed: 2, skipped: 3 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Fails when the last line is not in the form that machines read.
test('ends with passed, failed and, if any, skipped', async () => {
  const sum = { passed: 4, failed: 1, skipped: 2 };
  expect(
    await ask('counts.mjs', 'sumCounts', [
      { passed: 3, failed: 1, skipped: 0 },
      { passed: 1, failed: 0, skipped: 2 },
    ]),
  ).toEqual(sum);
  expect(await ask('counts.mjs', 'countsLine', sum)).toBe('4 passed, 1 failed, 2 skipped');
  expect(await ask('counts.mjs', 'countsLine', { passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
});
