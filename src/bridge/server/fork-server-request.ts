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

/** Splits an environment in what a Python reads once at start-up, and what decides which Python is found. */
export function splitEnv(env: Readonly<Record<string, string | undefined>>): Pick<ForkServerRequest, 'startEnv' | 'searchEnv'> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    startEnv: Object.fromEntries(given.filter(([name]) => READ_AT_START.test(name))),
    searchEnv: Object.fromEntries(
      given.filter(
        ([name]) =>
          ['DSPEX_PYTHON', 'VIRTUAL_ENV', 'PATH', 'HOME', 'PYTHONPATH', 'LD_LIBRARY_PATH'].includes(name) || name.startsWith('PYENV'),
      ),
    ),
  };
}
