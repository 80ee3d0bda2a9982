import { relative } from 'node:path';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import type { ProjectOfRun } from '../../shared/boundaries/run-events';
import type { Layer } from '../../shared/layers';
import { type Pragmas, readDocblock } from '../../shared/options/docblock';
import { requireFolders } from '../../shared/options/missing-folder';
import type { DspexOptions } from '../../shared/options/options';
import { parseSeed, SEED_VARIABLE } from '../../shared/options/seed';

/** What the config and the docblock say about one test file. */
export interface FileConfig {
  readonly rootDir: string;
  /** Of the run, which may have several projects. */
  readonly runRootDir: string;
  /** Relative to rootDir: the same on every machine, and whichever project of a run is asked for. */
  readonly file: string;
  /** Relative to the run's root, as Jest prints it. */
  readonly fileOfRun: string;
  /** Several projects of a run may run the same file. */
  readonly project: ProjectOfRun;
  /** Absolute. */
  readonly testPath: string;
  readonly options: DspexOptions;
  readonly environmentLayer: Layer | undefined;
  readonly docblockLayer: Layer | undefined;
  /** Set by the config or the command line; the layer's own timeout gives way to it. */
  readonly testTimeoutMs: number | undefined;
  readonly ci: boolean;
  /** Jest stays, and runs again for each file that changes. */
  readonly isWatching: boolean;
  /** Of the whole run: see DSPEX_SEED. */
  readonly runSeed: number;
}

/** Reads config and docblock. Throws OPTION_INVALID or LAYER_INVALID, naming the place. */
export function readFileConfig(
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
  environmentLayer: Layer | undefined,
): FileConfig {
  const { projectConfig, globalConfig } = config;
  const { options, docblockLayer } = readDocblock(projectConfig, context.docblockPragmas as Pragmas, context.testPath);
  requireFolders(options, projectConfig.rootDir);
  return {
    rootDir: projectConfig.rootDir,
    runRootDir: globalConfig.rootDir,
    file: relative(projectConfig.rootDir, context.testPath),
    fileOfRun: relative(globalConfig.rootDir, context.testPath),
    project: { id: projectConfig.id, name: projectConfig.displayName?.name ?? null },
    testPath: context.testPath,
    options,
    environmentLayer,
    docblockLayer,
    // Jest 29 and 30 differ in where a command-line timeout ends up.
    testTimeoutMs: globalConfig.testTimeout ?? (projectConfig as { testTimeout?: number }).testTimeout ?? undefined,
    ci: globalConfig.ci,
    isWatching: globalConfig.watch || globalConfig.watchAll,
    runSeed: parseSeed(process.env[SEED_VARIABLE]),
  };
}
