import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type CassettePlace, cassettePlace } from '../lm/cassettes/cassette-places';
import { DspexError } from '../shared/errors';
import { parseOptions } from '../shared/options/options';
import type { TypedProject } from './describe-modules';

/** Where a Jest project keeps its cassettes. */
export interface CassetteProject extends CassettePlace {
  readonly rootDir: string;
  readonly maxAgeDays: number;
  /** Patterns of what looks like a secret and is none. */
  readonly notSecret: readonly string[];
}

interface ShownConfig {
  readonly globalConfig: { readonly rootDir: string };
  readonly configs: readonly { readonly rootDir: string; readonly testEnvironmentOptions?: { readonly dspex?: unknown } }[];
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

/** As Jest itself reads the config: one entry to each folder of cassettes. */
export async function cassetteProjects(cwd: string, env: NodeJS.ProcessEnv): Promise<CassetteProject[]> {
  const { configs, globalConfig } = JSON.parse(await showConfig(cwd, env)) as ShownConfig;
  const projects = configs.map(({ rootDir, testEnvironmentOptions }) => {
    const { dir, maxAgeDays, notSecret } = parseOptions(testEnvironmentOptions?.dspex, 'testEnvironmentOptions').lm.cassettes;
    return { rootDir, maxAgeDays, notSecret, ...cassettePlace({ rootDir, runRootDir: globalConfig.rootDir, dir, env }) };
  });
  return projects.filter(({ root }, index) => projects.findIndex((other) => other.root === root) === index);
}

/** How the tests of each Jest project find Python. */
export async function typedProjects(cwd: string, env: NodeJS.ProcessEnv): Promise<TypedProject[]> {
  const { configs } = JSON.parse(await showConfig(cwd, env)) as ShownConfig;
  return configs.map(({ rootDir, testEnvironmentOptions }) => ({
    rootDir,
    python: parseOptions(testEnvironmentOptions?.dspex, 'testEnvironmentOptions').python,
  }));
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
