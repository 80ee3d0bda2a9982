import { relative } from 'node:path';
import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import deepmerge from 'deepmerge';
import { DspexError } from '../../shared/errors';
import type { Layer } from '../../shared/layers';
import { requireFolders } from '../../shared/options/missing-folder';
import { type DspexOptions, parseOptions } from '../../shared/options/options';
import { parseLayer } from '../../shared/options/resolve-test';
import { parseSeed, SEED_VARIABLE } from '../../shared/options/seed';

/** What the config and the docblock say about one test file. */
export interface FileConfig {
  readonly rootDir: string;
  /** Of the run, which may have several projects. */
  readonly runRootDir: string;
  /** Relative to rootDir: the same on every machine. */
  readonly file: string;
  /** Absolute. */
  readonly testPath: string;
  readonly options: DspexOptions;
  readonly environmentLayer: Layer | undefined;
  readonly docblockLayer: Layer | undefined;
  /** Set by the config or the command line; the layer's own timeout gives way to it. */
  readonly testTimeoutMs: number | undefined;
  readonly ci: boolean;
  /** Of the whole run: see DSPEX_SEED. */
  readonly runSeed: number;
}

type Pragmas = Record<string, string | string[]>;

/** Reads config and docblock. Throws OPTION_INVALID or LAYER_INVALID, naming the place. */
export function readFileConfig(
  config: JestEnvironmentConfig,
  context: EnvironmentContext,
  environmentLayer: Layer | undefined,
): FileConfig {
  const { projectConfig, globalConfig } = config;
  const configured = (projectConfig.testEnvironmentOptions as { dspex?: unknown }).dspex;
  const docblock = docblockOptions(context.docblockPragmas as Pragmas, context.testPath);
  const options =
    docblock === undefined
      ? parseOptions(configured, 'testEnvironmentOptions')
      : parseOptions(
          deepmerge((configured ?? {}) as object, docblock, { arrayMerge: (_, theirs) => theirs }),
          'testEnvironmentOptions and the docblock',
        );
  requireFolders(options, projectConfig.rootDir);
  return {
    rootDir: projectConfig.rootDir,
    runRootDir: globalConfig.rootDir,
    file: relative(projectConfig.rootDir, context.testPath),
    testPath: context.testPath,
    options,
    environmentLayer,
    docblockLayer: docblockLayer(context.docblockPragmas as Pragmas, docblock),
    // Jest 29 and 30 differ in where a command-line timeout ends up.
    testTimeoutMs: globalConfig.testTimeout ?? (projectConfig as { testTimeout?: number }).testTimeout ?? undefined,
    ci: globalConfig.ci,
    runSeed: parseSeed(process.env[SEED_VARIABLE]),
  };
}

function docblockOptions(pragmas: Pragmas, testPath: string): { layer?: Layer } | undefined {
  const text = pragmas.dspex;
  if (text === undefined) return undefined;
  const json = Array.isArray(text) ? text.join(' ') : text;
  try {
    return JSON.parse(json) as { layer?: Layer };
  } catch (cause) {
    throw new DspexError({
      code: 'OPTION_INVALID',
      what: `The docblock "@dspex ${json}" is not JSON.`,
      why: `${(cause as Error).message} (in ${testPath})`,
      next: 'write it on one line: @dspex {"layer":"integration"}',
      cause,
    });
  }
}

function docblockLayer(pragmas: Pragmas, docblock: { layer?: Layer } | undefined): Layer | undefined {
  const short = pragmas['dspex-layer'];
  if (short === undefined) return docblock?.layer;
  return parseLayer(Array.isArray(short) ? (short[0] as string) : short, '@dspex-layer');
}
