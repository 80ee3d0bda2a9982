import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface TestOutcome {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
  readonly file: string;
}

export interface Run {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** stdout and stderr, as they came. */
  readonly output: string;
  readonly tests: readonly TestOutcome[];
  /** The outcome of the one test with this name. */
  test(name: string): TestOutcome;
  readonly report: { readonly totals: Record<string, unknown>; readonly [key: string]: unknown } | undefined;
}

interface Ended extends Pick<Run, 'exitCode' | 'signal' | 'output'> {
  readonly json: string;
  readonly reports: string;
  /** When it was started, in milliseconds of the epoch. */
  readonly began: number;
}

/** What a run that has ended says of itself. */
export function readRun({ json, reports, began, ...run }: Ended): Run {
  const tests = readTests(json);
  const report = join(reports, 'report.json');
  // An earlier run of the project may have left one.
  const isItsOwn = existsSync(report) && statSync(report).mtimeMs >= began;
  return {
    ...run,
    tests,
    test: (name) => theOne(tests, name, run.output),
    report: isItsOwn ? JSON.parse(readFileSync(report, 'utf8')) : undefined,
  };
}

/** The outcome of the one test with this name. */
export function theOne(tests: readonly TestOutcome[], name: string, output: string): TestOutcome {
  const found = tests.filter((test) => test.fullName === name);
  if (found.length === 1) return found[0] as TestOutcome;
  throw new Error(`${found.length} tests are named "${name}"; there are: ${tests.map(({ fullName }) => fullName).join(', ')}\n${output}`);
}

function readTests(path: string): TestOutcome[] {
  if (!existsSync(path)) return [];
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as {
    testResults: { name: string; assertionResults: Omit<TestOutcome, 'file'>[] }[];
  };
  return testResults.flatMap((file) => file.assertionResults.map((test) => ({ ...test, file: file.name })));
}
