import { isAbsolute, join } from 'node:path';
import type { World } from '../shared/boundaries/bridge';

/** Python never needs these: Node answers every LM call. */
const KEPT_FROM_PYTHON = ['GEMINI_TEST_API_KEY', 'DSPEX_REDIS_URL', 'DSPEX_HOST'];

export interface WorldParts {
  readonly rootDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly path: readonly string[];
  readonly seed: number;
}

/** The environment that Python gets of the test's. */
export function pythonEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const given = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !KEPT_FROM_PYTHON.includes(entry[0]),
  );
  return Object.fromEntries(given);
}

/** What a child finds around it: the directory, environment and import path of the test that asked for it. */
export function pythonWorld({ rootDir, env, path, seed }: WorldParts): World {
  return {
    cwd: rootDir,
    env: pythonEnv(env),
    path: path.map((folder) => (isAbsolute(folder) ? folder : join(rootDir, folder))),
    seed,
    umask: null,
    allowHosts: [],
  };
}
