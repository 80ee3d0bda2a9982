import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cleanEnv } from './clean-env';
import { type Run, readRun } from './read-run';

export type { Run } from './read-run';

const REPOSITORY = resolve(__dirname, '../..');
/** One for all: a user's second run finds what V8 compiled in the first. */
export const COMPILE_CACHE = join(REPOSITORY, '.stage/compile-cache');
/** Inside the repository, so that a project finds jest and the rest upward; the package itself is a packed copy beside it. */
const PROJECTS = join(REPOSITORY, '.stage', 'projects');
/** Jest's own cache is not what a run leaves behind; shared, so that the packed files are transformed once. */
const CACHE = join(REPOSITORY, '.stage', 'jest-cache');
const JEST = join(REPOSITORY, 'node_modules', 'jest', 'bin', 'jest.js');
/** What only a transform understands, or does. */
const NEEDS_TRANSFORM = /^\s*(import|export)\s|\bjest\.mock\(/m;
/** For the patterns of the preset and of Jest: files run as they are. Loading Babel and ts-jest is a third of a run. */
const UNTRANSFORMED = `--transform=${JSON.stringify(
  Object.fromEntries(['^.+\\.[cm]?tsx?$', '\\.[cm]?jsx?$'].map((pattern) => [pattern, join(__dirname, 'untransformed.js')])),
)}`;

/** Measured, a worker writes at its end what it ran, which takes longer than Jest waits: `npm run coverage`. */
const UNTIL_WRITTEN = process.env.NODE_V8_COVERAGE === undefined ? [] : ['--workerGracefulExitTimeout=30000'];

/** Shorter than a test may take, so that it fails with what Jest said until then. */
const LONGEST_SILENCE_MS = 100_000;

export interface Project {
  readonly folder: string;
  /** Folder for temp files of the run: what is in it afterwards was left behind. */
  readonly tmp: string;
  /** Jest options that its files call for. */
  readonly args: readonly string[];
  remove(): void;
}

export interface RunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Node's own flags, such as --experimental-vm-modules. */
  readonly nodeArgs?: readonly string[];
  /** A program that becomes Node when it has done what it does, and its arguments. */
  readonly by?: readonly string[];
  /** Its input is open, for what a person types. */
  readonly isTypedTo?: boolean;
  /** What Jest writes its outcome to: two runs of one project at once need one each. */
  readonly outcome?: string;
}

/** Writes a Jest project; without a config of its own it has the one line that users write. */
export function makeProject(files: Readonly<Record<string, string>>): Project {
  mkdirSync(PROJECTS, { recursive: true });
  const folder = mkdtempSync(join(PROJECTS, 'p-'));
  const all = {
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset' };\n",
    'package.json': '{ "private": true }\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  // Short, and of its own: a socket path has 100 bytes, and what is left in it is ours.
  const tmp = mkdtempSync('/tmp/dx-');
  return {
    folder,
    tmp,
    args: Object.entries(all).some(needsTransform) ? [] : [UNTRANSFORMED],
    remove() {
      if (process.env.DSPEX_KEEP_PROJECTS) return void process.stderr.write(`kept: ${folder}\n`);
      rmSync(folder, { recursive: true, force: true });
      rmSync(tmp, { recursive: true, force: true });
    },
  };
}

function needsTransform([name, text]: [string, string]): boolean {
  return name.endsWith('.ts') || (/\.m?js$/.test(name) && NEEDS_TRANSFORM.test(text));
}

export interface StartedJest {
  readonly child: ChildProcess;
  readonly finished: Promise<Run>;
  /** Resolved when the output contains the text, so many times. */
  saw(text: string, times?: number): Promise<void>;
}

/** Starts the real Jest on a project, in a process group of its own, as a terminal would. */
export function startJest(
  project: Project,
  { args = [], env = {}, nodeArgs = [], by = [], isTypedTo = false, outcome = 'outcome.json' }: RunOptions = {},
): StartedJest {
  const json = join(project.folder, outcome);
  const reports = join(project.folder, 'report');
  // A run that ends without an outcome is not to be told by the one before.
  rmSync(json, { force: true });
  const began = Date.now();
  const [command = process.execPath, ...before] = [...by, process.execPath];
  const child = spawn(
    command,
    [
      ...before,
      ...nodeArgs,
      JEST,
      '--json',
      `--outputFile=${json}`,
      `--cacheDirectory=${CACHE}`,
      ...UNTIL_WRITTEN,
      ...project.args,
      ...args,
    ],
    {
      cwd: project.folder,
      detached: true,
      stdio: [isTypedTo ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      env: {
        ...cleanEnv(),
        TMPDIR: project.tmp,
        DSPEX_PYTHON: process.env.DSPEX_TEST_PYTHON ?? join(REPOSITORY, '.venv', 'bin', 'python'),
        DSPEX_REPORT_DIR: reports,
        DSPEX_STATE_DIR: join(project.folder, '.state'),
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        ...env,
      },
    },
  );
  let output = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const watcher of watchers) watcher();
    });
  }
  const finished = new Promise<Run>((settle) => {
    child.once('close', (exitCode, signal) => settle(readRun({ exitCode, signal, output, json, reports, began })));
  });
  const saw = (text: string, times = 1): Promise<void> =>
    new Promise((settle, reject) => {
      const fail = (what: string) => reject(new Error(`${what} "${text}":\n${output}`));
      const timer = setTimeout(() => fail(`Jest did not say in ${LONGEST_SILENCE_MS} ms`), LONGEST_SILENCE_MS);
      const look = (): void => {
        if (output.split(text).length <= times) return;
        clearTimeout(timer);
        settle();
      };
      watchers.add(look);
      child.once('close', () => {
        clearTimeout(timer);
        fail('Jest ended without saying');
      });
      look();
    });
  return { child, finished, saw };
}

/** Runs the real Jest on a project to its end. */
export function runJest(project: Project, options?: RunOptions): Promise<Run> {
  return startJest(project, options).finished;
}

/** One project, one run, removed afterwards. */
export async function runOnce(files: Readonly<Record<string, string>>, options?: RunOptions): Promise<Run> {
  const project = makeProject(files);
  try {
    return await runJest(project, options);
  } finally {
    project.remove();
  }
}
