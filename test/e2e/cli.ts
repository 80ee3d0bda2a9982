import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { COMPILE_CACHE } from './run-jest';

const CLI = resolve(__dirname, '../../.stage/node_modules/@dspex/jest-preset/dist/src/cli/main.js');

export interface Said {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the project's folder. */
  readonly cwd?: string;
}

/** Runs `dspex-jest` on a project. Without blocking: a provider may answer in this process. */
export function dspexJest(project: { readonly folder: string }, args: readonly string[], options: CliOptions = {}): Promise<Said> {
  return new Promise((settle) => {
    execFile(process.execPath, [CLI, ...args], startOptions(project, options), (error, stdout, stderr) =>
      settle({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** The same, for who does not read to the end. */
export function startCli(project: { readonly folder: string }, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [CLI, ...args], startOptions(project, {}));
}

function startOptions(project: { readonly folder: string }, { env = {}, cwd }: CliOptions): { cwd: string; env: NodeJS.ProcessEnv } {
  const { DSPEX_LM, LM_CACHE_DIR, CI, GEMINI_TEST_API_KEY, OPENAI_TEST_API_KEY, ...rest } = process.env;
  return {
    cwd: cwd ?? project.folder,
    env: { ...rest, DSPEX_STATE_DIR: join(project.folder, '.state'), NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  };
}
