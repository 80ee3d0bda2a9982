import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

export interface SuiteOptions {
  /** Jest's config, besides the environment. */
  readonly config?: object;
  readonly args?: readonly string[];
  readonly files?: readonly string[];
}

export interface Outcome {
  readonly exitCode: number | null;
  /** By file and test: the status, and what a failure says first. */
  readonly tests: Readonly<Record<string, string>>;
  readonly output: string;
}

/** The environment without what belongs to the Jest that runs this. */
function ownEnv(): NodeJS.ProcessEnv {
  const { JEST_WORKER_ID, NODE_OPTIONS, NODE_ENV, DSPEX_HOST, TEST_MODE, CI, ...rest } = process.env;
  return { ...rest, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
}

/** Runs suites of a project under an environment by its real Jest. */
export async function runSuites(project: string, base: object, { config = {}, args = [], files = [] }: SuiteOptions): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'compat-run-'));
  const configFile = join(folder, 'jest.config.json');
  const outcomeFile = join(folder, 'outcome.json');
  const common = {
    rootDir: project,
    transform: {},
    testMatch: ['**/*.test.js', '**/*.test.mjs'],
    moduleFileExtensions: ['js', 'mjs', 'json'],
  };
  writeFileSync(configFile, JSON.stringify({ ...common, ...base, ...config }));
  try {
    const jest = [
      require.resolve('jest/bin/jest', { paths: [project] }),
      '--config',
      configFile,
      '--json',
      `--outputFile=${outcomeFile}`,
      '--ci',
    ];
    const { exitCode, output } = await finished(spawn(process.execPath, [...jest, ...args, ...files], { cwd: project, env: ownEnv() }));
    return { exitCode, output, tests: readTests(outcomeFile, project) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function finished(child: ReturnType<typeof spawn>): Promise<{ exitCode: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((settle) => child.once('close', (exitCode) => settle({ exitCode, output })));
}

function readTests(outcomeFile: string, project: string): Record<string, string> {
  const { testResults } = JSON.parse(readFileSync(outcomeFile, 'utf8')) as {
    testResults: {
      name: string;
      status: string;
      message: string;
      assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
    }[];
  };
  const entries = testResults.flatMap(({ name, status, message, assertionResults }): [string, string][] => {
    const file = relative(project, name);
    // A file that could not run has no tests, but a message.
    if (assertionResults.length === 0) return [[file, `${status}: ${message.split('\n').slice(0, 4).join(' ')}`]];
    return assertionResults.map((test) => [`${file} › ${test.fullName}`, said(test)]);
  });
  return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b)));
}

function said({ status, failureMessages }: { status: string; failureMessages: string[] }): string {
  return [status, ...failureMessages.map((message) => firstLine(message))].join(': ');
}

/** Our words for a time limit say a little more than Jest's. */
function firstLine(message: string): string {
  return /Exceeded timeout of \d+ ms for a (?:test|hook)/.exec(message)?.[0] ?? (message.split('\n')[0] as string);
}
