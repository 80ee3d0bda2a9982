import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DspexError } from '../../shared/errors';

/** A project in it. */
export interface ShownProject {
  readonly rootDir: string;
  readonly testEnvironment?: string;
  readonly testEnvironmentOptions?: { readonly dspex?: unknown };
  readonly globalSetup?: string | null;
  readonly globalTeardown?: string | null;
}

/** What of it is read here. */
export interface ShownConfig {
  readonly globalConfig: { readonly rootDir: string; readonly reporters?: readonly (readonly [path: string, ...unknown[]])[] };
  readonly configs: readonly ShownProject[];
}

const largest = 64 * 1024 * 1024;

/** The path of the project's own Jest. Throws OPTION_INVALID where there is none. */
function jestBin(cwd: string): string {
  try {
    return require.resolve('jest/bin/jest', { paths: [cwd] });
  } catch (cause) {
    throw new DspexError({
      code: 'OPTION_INVALID',
      what: `There is no Jest in ${cwd}.`,
      why: 'dspex-jest looks after the cassettes of a Jest project, whose config says where they lie; this folder has no node_modules/jest in or above it',
      next: 'cd into the project; or npm install --save-dev jest @dspex/jest-preset',
      cause,
    });
  }
}

/** The config of the Jest project in a folder, as Jest itself reads it. Throws OPTION_INVALID. */
export async function shownConfig(cwd: string, env: NodeJS.ProcessEnv): Promise<ShownConfig> {
  return configIn(await showConfig(cwd, env));
}

/** Whatever the config prints before Jest does and after it: the last lines that are an object as Jest writes it. */
function configIn(output: string): ShownConfig {
  const from = output.lastIndexOf('{\n  "configs": [');
  const to = output.indexOf('\n}', from);
  if (from !== -1 && to !== -1) return JSON.parse(output.slice(from, to + 2)) as ShownConfig;
  throw new DspexError({
    code: 'OPTION_INVALID',
    what: 'Jest did not print its config.',
    why: `npx jest --showConfig said: ${output.trim().slice(0, 500) || 'nothing'}`,
    next: 'npx jest --showConfig   # tells what Jest reads; what your config does there must let it end',
  });
}

async function showConfig(cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [jestBin(cwd), '--showConfig'], { cwd, env, maxBuffer: largest });
    return stdout;
  } catch (cause) {
    if ((cause as { name?: string }).name === 'DspexError') throw cause;
    throw new DspexError({
      code: 'OPTION_INVALID',
      what: `Jest finds no config that it can read in ${cwd}.`,
      why: String((cause as { stderr?: string }).stderr || (cause as Error).message).trim(),
      next: 'cd into the folder of your Jest config; npx jest --showConfig tells what Jest reads',
      cause,
    });
  }
}
