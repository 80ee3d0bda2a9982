import type { ForkServerRequest } from '../../shared/boundaries/host';
import type { DspexOptions } from '../../shared/options/options';

/** numpy and its like start a thread for each core when they are imported; a process with threads cannot be copied. */
export const ONE_THREAD = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

interface AskedFrom {
  readonly rootDir: string;
  readonly runSeed: number;
  readonly options: DspexOptions;
}

/** What a file's tests ask of the host: a fork server for their options, and for the variables that their processes will have. */
export function forkServerRequest({ rootDir, runSeed, options }: AskedFrom, env: NodeJS.ProcessEnv): ForkServerRequest {
  const { executable, startMethod, spares } = options.python;
  const { startEnv, searchEnv } = splitEnv({ ...ONE_THREAD, ...env });
  return {
    rootDir,
    configured: executable ?? null,
    // Python reads it at its start alone; a child's own environment has it only where the user set it.
    startEnv: { PYTHONHASHSEED: String(runSeed), ...startEnv },
    searchEnv,
    startMethod,
    spares,
    ownNetwork: options.network === 'namespace',
  };
}

const READ_AT_START = /^(PYTHON.*|DSPY_CACHEDIR|LITELLM_.*|.*_NUM_THREADS|LANG|LANGUAGE|LC_.*|SSL_CERT_.*|LD_.*|DYLD_.*|PATH|HOME|TMPDIR)$/;

const NAMES_A_PYTHON = /^(DSPEX_PYTHON|VIRTUAL_ENV|PATH|HOME|PYTHONPATH|LD_LIBRARY_PATH|PYENV.*)$/;

/** Splits an environment in what a Python reads once at start-up, and what decides which Python is found. */
export function splitEnv(env: Readonly<Record<string, string | undefined>>): Pick<ForkServerRequest, 'startEnv' | 'searchEnv'> {
  const startEnv: Record<string, string> = {};
  const searchEnv: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const { start, search } = useOf(name);
    if (start) startEnv[name] = value;
    if (search) searchEnv[name] = value;
  }
  return { startEnv, searchEnv };
}

/** By the name of a variable: each test has the same. */
const uses = new Map<string, { readonly start: boolean; readonly search: boolean }>();

function useOf(name: string): { readonly start: boolean; readonly search: boolean } {
  const use = uses.get(name) ?? { start: READ_AT_START.test(name), search: NAMES_A_PYTHON.test(name) };
  uses.set(name, use);
  return use;
}
