import { execFile } from 'node:child_process';
import { isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { DspexError } from '../shared/errors';
import { parseOptions } from '../shared/options';

/** Where a Jest project keeps its cassettes. */
export interface CassetteProject {
  readonly rootDir: string;
  /** Absolute. */
  readonly folder: string;
  readonly maxAgeDays: number;
}

interface ShownConfig {
  readonly configs: readonly { readonly rootDir: string; readonly testEnvironmentOptions?: { readonly dspex?: unknown } }[];
}

const largest = 64 * 1024 * 1024;

/** The path of the project's own Jest. Throws OPTION_INVALID where there is none. */
export function jestBin(cwd: string): string {
  try {
    return require.resolve('jest/bin/jest', { paths: [cwd] });
  } catch (cause) {
    throw new DspexError({
      code: 'OPTION_INVALID',
      what: `There is no Jest in ${cwd}.`,
      why: 'the folder of the cassettes stands in the config of a Jest project',
      next: 'cd into the project, or npm install --save-dev jest',
      cause,
    });
  }
}

/** As Jest itself reads the config: one entry to each folder of cassettes. */
export async function cassetteProjects(cwd: string, env: NodeJS.ProcessEnv): Promise<CassetteProject[]> {
  const { configs } = JSON.parse(await showConfig(cwd, env)) as ShownConfig;
  const projects = configs.map(({ rootDir, testEnvironmentOptions }) => {
    const { dir, maxAgeDays } = parseOptions(testEnvironmentOptions?.dspex, 'testEnvironmentOptions').lm.cassettes;
    const chosen = env.LM_CACHE_DIR || dir;
    return { rootDir, folder: isAbsolute(chosen) ? chosen : join(rootDir, chosen), maxAgeDays };
  });
  return projects.filter(({ folder }, index) => projects.findIndex((other) => other.folder === folder) === index);
}

async function showConfig(cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [jestBin(cwd), '--showConfig'], { cwd, env, maxBuffer: largest });
    return stdout;
  } catch (cause) {
    if ((cause as { name?: string }).name === 'DspexError') throw cause;
    throw new DspexError({
      code: 'OPTION_INVALID',
      what: 'Jest cannot read the config of this project.',
      why: String((cause as { stderr?: string }).stderr || (cause as Error).message).trim(),
      next: 'npx jest --showConfig',
      cause,
    });
  }
}
