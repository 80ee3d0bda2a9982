import envPaths from 'env-paths';

/** This package's own folder in the user's home: `cache` may be lost, `data` may not. DSPEX_STATE_DIR names another for both. */
export function stateFolder(kind: 'cache' | 'data', env: NodeJS.ProcessEnv): string {
  return env.DSPEX_STATE_DIR || envPaths('dspex', { suffix: '' })[kind];
}
