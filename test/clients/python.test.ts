import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../src/shared/boundaries/report';
import { notPassed } from '../e2e/not-passed';
import { type Run, runJest } from '../e2e/run-jest';

let run: Run;
let tmp: string;
beforeAll(async () => {
  tmp = mkdtempSync('/tmp/dx-');
  const folder = process.env.DSPEX_PYTHON_CLIENTS_FOLDER as string;
  run = await runJest(
    { folder, tmp, args: [], remove: () => undefined },
    { env: { DSPEX_PYTHON: join(folder, '.venv/bin/python'), DENO_DIR: join(folder, '.deno'), TEST_MODE: 'integration' } },
  );
}, 600_000);
afterAll(() => rmSync(tmp, { recursive: true, force: true }));

// Fails when a framework or an SDK that a program calls beside DSPy is not answered, or cannot read what it is told; when the code that a
// model wrote does not run in Deno, or goes on there when its program was given up.
test('what a program calls beside DSPy is answered by the rules of its test, and Deno runs the code of a model', () => {
  expect(notPassed(run)).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(25);
  expect(Report.parse(run.report).totals.leaks).toBe(0);
});
