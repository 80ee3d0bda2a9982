import { forkServerRequest } from '../../bridge/server/fork-server-request';
import type { ForkServerRequest } from '../../shared/boundaries/host';
import { readDocblock } from '../../shared/options/docblock';
import { resolveTest } from '../../shared/options/resolve-test';
import { parseSeed, SEED_VARIABLE } from '../../shared/options/seed';
import { environmentLayerOf } from './environment-layer';
import { mayAskForPython } from './may-ask';
import { pragmasOf } from './pragmas';
import { filesOfRun, type RunConfig, type RunProject } from './run-files';

/**
 * What the run's tests will ask for first, before any of them does: a fork server for a file whose layer has Python and that may ask
 * for it. Undefined where no such file is seen in a short look: then the first test that wants Python asks for it.
 */
export function wantedPython(config: RunConfig, project: RunProject, env: NodeJS.ProcessEnv): ForkServerRequest | undefined {
  for (const file of filesOfRun(config, project)) {
    const request = wantedBy(file, project, env);
    if (request !== undefined) return request;
  }
  return undefined;
}

function wantedBy(
  file: { readonly path: string; readonly text: string },
  project: RunProject,
  env: NodeJS.ProcessEnv,
): ForkServerRequest | undefined {
  try {
    const pragmas = pragmasOf(file.text);
    const environmentLayer = environmentLayerOf(pragmas['jest-environment'] ?? project.testEnvironment);
    if (environmentLayer === 'foreign') return undefined;
    const { options, docblockLayer } = readDocblock(project, pragmas, file.path);
    const { adapter, skip } = resolveTest({ options, environmentLayer, docblockLayer, env });
    if (adapter === 'mock' || skip !== null || !mayAskForPython(file.text, project)) return undefined;
    const { rootDir } = project;
    return forkServerRequest({ rootDir, runSeed: parseSeed(env[SEED_VARIABLE]), options }, { ...env, ...options.python.env });
  } catch {
    // What is wrong with a file's options is told where the file runs.
    return undefined;
  }
}
