import { isAbsolute, join } from 'node:path';
import { copyOfEnv } from '../../lm/keys/placeholders';
import { keyVariablesOf } from '../../lm/real/key-variables';
import type { World } from '../../shared/boundaries/bridge';
import type { Network } from '../../shared/layers';
import type { DspexOptions } from '../../shared/options/options';

/** What only the worker needs, whatever is configured: it makes every real LM call itself. */
const OF_THE_WORKER = ['DSPEX_REDIS_URL', 'DSPEX_HOST'];

/** Where Amazon's machines tell who they are. */
const METADATA_HOST = '169.254.169.254';

export interface WorldParts {
  readonly rootDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  readonly seed: number;
  readonly network: Network;
  readonly allowHosts: readonly string[];
  readonly lmHosts: readonly string[];
}

/** What a child finds around it: the directory, environment and import path of the test that asked for it. */
export function pythonWorld({ rootDir, env, path, seed, network, allowHosts, lmHosts }: WorldParts): World {
  return {
    cwd: rootDir,
    env: { ...env },
    path: path.map((folder) => (isAbsolute(folder) ? folder : join(rootDir, folder))),
    seed,
    network,
    allowHosts: [...allowHosts],
    // Elsewhere there is no gateway, or nothing is kept from the network.
    lmHosts: network === 'guard' ? [...lmHosts] : [],
  };
}

/** Amazon's clients ask their machine for credentials whenever they find none, even with a token for the one service they are for. */
export function withoutMetadata({ network, allowHosts }: Pick<DspexOptions, 'network' | 'allowHosts'>): Record<string, string> {
  const isOpen = network === 'open' || allowHosts.some((host) => host.startsWith(METADATA_HOST));
  return isOpen ? {} : { AWS_EC2_METADATA_DISABLED: 'true' };
}

/**
 * Variables for a process that a test starts, without the key of the real LM, wherever it is configured to stand. Everything that is
 * handed on passes here.
 *
 * `below`: what the gateway sets where `env` says nothing; it may bear the name of the key's variable.
 */
export function withoutKeys(env: NodeJS.ProcessEnv, { lm }: DspexOptions, below: NodeJS.ProcessEnv = {}): Record<string, string> {
  const kept = keptOf(lm.real);
  const given = copyOfEnv(env);
  const all = { ...below };
  for (const name in given) {
    if (kept.has(name)) continue;
    if (given[name] === undefined) delete all[name];
    else all[name] = given[name];
  }
  return all as Record<string, string>;
}

/** By the options that say where a key may stand. */
const keptVariables = new WeakMap<DspexOptions['lm']['real'], ReadonlySet<string>>();

function keptOf(real: DspexOptions['lm']['real']): ReadonlySet<string> {
  const kept = keptVariables.get(real) ?? new Set([...OF_THE_WORKER, ...keyVariablesOf(real)]);
  keptVariables.set(real, kept);
  return kept;
}
