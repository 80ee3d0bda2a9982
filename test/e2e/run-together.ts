import { basename } from 'node:path';
import { type Run, runOnce, theOne } from './run-jest';

/**
 * Test files that know nothing of one another, in one run, which begins when the first of them is asked for: gives the run as that file
 * alone would have it, but for its exit code and its output.
 */
export function runTogether(files: Readonly<Record<string, string>>): (file: string) => Promise<Run> {
  let running: Promise<Run> | undefined;
  return async (file) => {
    running ??= runOnce(files, { args: ['-i'] });
    const run = await running;
    const tests = run.tests.filter((test) => basename(test.file) === file);
    if (tests.length === 0) throw new Error(`nothing of ${file} ran:\n${run.output}`);
    return { ...run, tests, test: (name) => theOne(tests, name, run.output) };
  };
}
