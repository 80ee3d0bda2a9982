import { DspexError } from '../errors';
import { type AdapterName, type BridgeMode, type Isolation, isAbove, LAYER_DEFAULTS, LAYERS, type Layer, type LmMode } from '../layers';
import { type AskedBridge, adapterFor, bridgeModeOf, isolationFor } from './bridge-mode';
import type { DspexOptions } from './options';
import { type ProcessOfTest, processOfTest } from './process-of-test';

/** What a test says of itself: `isolatedTest(name, { level, layer, lm, timeoutMs, trials }, …)`. */
export interface DeclaredTestOptions {
  readonly layer?: Layer | undefined;
  readonly level?: Isolation | undefined;
  readonly lm?: LmMode | undefined;
  readonly bridgeMode?: BridgeMode | undefined;
  readonly timeoutMs?: number | undefined;
  /** How often it is tried, each time as a test of its own. */
  readonly trials?: number | undefined;
  /** Which part of its trials has to pass. Default 1: all. */
  readonly passRate?: number | undefined;
}

export interface ResolveInput {
  /** Options of config and docblock, merged. */
  readonly options: DspexOptions;
  /** The layer of the environment subpath (`@dspex/jest-preset/integration`), if it names one. */
  readonly environmentLayer?: Layer | undefined;
  /** `@dspex-layer` or `@dspex {"layer": …}` in the file's docblock. */
  readonly docblockLayer?: Layer | undefined;
  readonly test?: DeclaredTestOptions | undefined;
  readonly concurrent?: boolean | undefined;
  /** What the test's file runs under; left out where it is the file that is resolved. */
  readonly file?: ResolvedTest | undefined;
  readonly env: { readonly TEST_MODE?: string | undefined; readonly TEST_ONLY?: string | undefined };
}

/** What one test, or the code of a file outside of its tests, runs under. */
export interface ResolvedTest extends ProcessOfTest {
  readonly layer: Layer;
  readonly lmMode: LmMode;
  readonly isolation: Isolation;
  readonly adapter: AdapterName;
  readonly bridgeMode: BridgeMode;
  readonly timeoutMs: number;
  /** Why the test is skipped before anything of it runs; null = it runs. */
  readonly skip: string | null;
}

/** Turns options, docblock, config and environment into what one test runs under. Pure: the one place where this is decided. */
export function resolveTest(input: ResolveInput): ResolvedTest {
  const mode = parseTestMode(input.env.TEST_MODE);
  const declared = input.test?.layer ?? input.docblockLayer ?? input.environmentLayer ?? input.options.layer;
  const layer = declared ?? mode ?? 'unit';
  const defaults = LAYER_DEFAULTS[layer];
  const lmMode = input.test?.lm ?? input.options.lmModes[layer] ?? defaults.lmMode;
  const asked: AskedBridge = { layer, lmMode, test: input.test, options: input.options, concurrent: input.concurrent === true };
  const isolation = isolationFor(asked);
  const adapter = adapterFor(asked);
  return {
    layer,
    lmMode,
    isolation,
    adapter,
    bridgeMode: bridgeModeOf(adapter, isolation),
    ...processOfTest({ lmMode, isolation, adapter, concurrent: asked.concurrent }, input.options.maxPoolSize, input.file),
    timeoutMs: input.test?.timeoutMs ?? defaults.timeoutMs,
    skip: skipReason(layer, mode, input.env.TEST_ONLY),
  };
}

function skipReason(layer: Layer, mode: Layer | undefined, only: string | undefined): string | null {
  const ceiling = mode ?? 'integration';
  if (isAbove(layer, ceiling))
    return `layer ${layer} is above ${mode === undefined ? 'integration; run it with' : `TEST_MODE=${mode}; run it with`} TEST_MODE=${layer}`;
  if (isOn(only) && layer !== (mode ?? 'unit')) return `TEST_ONLY=1 keeps only layer ${mode ?? 'unit'}`;
  return null;
}

function isOn(flag: string | undefined): boolean {
  return flag !== undefined && flag !== '' && flag !== '0' && flag !== 'false';
}

/** Reads TEST_MODE. Throws LAYER_INVALID on anything but a layer. */
export function parseTestMode(text: string | undefined): Layer | undefined {
  if (text === undefined || text === '') return undefined;
  return parseLayer(text, 'TEST_MODE');
}

export function parseLayer(text: string, source: string): Layer {
  const layer = LAYERS.find((candidate) => candidate === text);
  if (layer !== undefined) return layer;
  throw new DspexError({
    code: 'LAYER_INVALID',
    what: `${source} is "${text}".`,
    why: `a layer is one of: ${LAYERS.join(', ')}`,
    next: source === 'TEST_MODE' ? 'TEST_MODE=integration npx jest' : `write ${LAYERS.join(', ')} in ${source}`,
  });
}
