import deepmerge from 'deepmerge';
import { DspexError } from '../errors';
import type { Layer } from '../layers';
import { type DspexOptions, parseOptions } from './options';
import { parseLayer } from './resolve-test';

/** The pragmas of a test file's docblock, as Jest reads them. */
export type Pragmas = Readonly<Record<string, string | string[]>>;

interface OptionsOfFile {
  readonly options: DspexOptions;
  readonly docblockLayer: Layer | undefined;
}

/** What config and docblock say together. Throws OPTION_INVALID or LAYER_INVALID, naming the place. */
export function readDocblock(projectConfig: { testEnvironmentOptions: unknown }, pragmas: Pragmas, testPath: string): OptionsOfFile {
  const configured = (projectConfig.testEnvironmentOptions as { dspex?: unknown }).dspex;
  const docblock = docblockOptions(pragmas, testPath);
  const options =
    docblock === undefined
      ? parseOptions(configured, 'testEnvironmentOptions')
      : parseOptions(
          deepmerge((configured ?? {}) as object, docblock, { arrayMerge: (_, theirs) => theirs }),
          'testEnvironmentOptions and the docblock',
        );
  return { options, docblockLayer: docblockLayer(pragmas, docblock) };
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
