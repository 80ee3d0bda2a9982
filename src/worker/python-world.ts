import { isAbsolute, join } from 'node:path';
import type { World } from '../shared/boundaries/bridge';
import type { Network } from '../shared/layers';

/** No process that a test starts needs these: Node answers every LM call. */
const SECRETS = ['GEMINI_TEST_API_KEY', 'DSPEX_REDIS_URL', 'DSPEX_HOST'];

export interface WorldParts {
  readonly rootDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly path: readonly string[];
  readonly seed: number;
  readonly network: Network;
  readonly allowHosts: readonly string[];
}

/** What a child finds around it: the directory, environment and import path of the test that asked for it. */
export function pythonWorld({ rootDir, env, path, seed, network, allowHosts }: WorldParts): World {
  return {
    cwd: rootDir,
    env: withoutSecrets(env),
    path: path.map((folder) => (isAbsolute(folder) ? folder : join(rootDir, folder))),
    seed,
    umask: null,
    network,
    allowHosts: [...allowHosts],
  };
}

/** A test's variables without what only the worker itself may know. */
export function withoutSecrets(env: NodeJS.ProcessEnv): Record<string, string> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !SECRETS.includes(entry[0]));
  return Object.fromEntries(given);
}
