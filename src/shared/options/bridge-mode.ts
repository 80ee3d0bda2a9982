import { DspexError } from '../errors';
import { type AdapterName, type BridgeMode, type Isolation, LAYER_DEFAULTS, type Layer, type LmMode } from '../layers';

/** What bears on a test's Python. What the test says of itself wins over the config; within one of them nothing may contradict. */
export interface AskedBridge {
  readonly layer: Layer;
  readonly lmMode: LmMode;
  readonly concurrent: boolean;
  readonly test: { readonly level?: Isolation | undefined; readonly bridgeMode?: BridgeMode | undefined } | undefined;
  readonly options: {
    readonly level?: Isolation | undefined;
    readonly bridgeMode?: BridgeMode | undefined;
    readonly adapter?: AdapterName | undefined;
  };
}

/** Throws OPTION_INVALID where bridge mode and level contradict each other. */
export function isolationFor({ layer, concurrent, test, options }: AskedBridge): Isolation {
  const byLayer = LAYER_DEFAULTS[layer].isolation;
  refuseContradiction(test, 'the test');
  refuseContradiction(options, 'the config');
  if (test?.level !== undefined) return test.level;
  const mode = test?.bridgeMode ?? options.bridgeMode;
  if (mode === 'isolated') return 'full';
  if (mode === 'shared') return [options.level, byLayer].find((level) => level !== undefined && level !== 'full') ?? 'namespace';
  // Concurrent tests would meet in one process; a process of its own is what keeps their settings apart.
  return concurrent ? 'full' : (options.level ?? byLayer);
}

/** Throws OPTION_INVALID where bridge mode and adapter or layer contradict each other. */
export function adapterFor(asked: AskedBridge): AdapterName {
  return asked.layer === 'unit' ? adapterOfUnit(asked.test?.bridgeMode) : adapterWithPython(asked);
}

function adapterOfUnit(mode: BridgeMode | undefined): AdapterName {
  if (mode !== undefined && mode !== 'mock') throw contradiction('the test', mode, 'layer unit');
  return 'mock';
}

function adapterWithPython({ layer, lmMode, test, options: { bridgeMode, adapter } }: AskedBridge): AdapterName {
  if (bridgeMode !== undefined && adapter !== undefined && (bridgeMode === 'mock') !== (adapter === 'mock'))
    throw contradiction('the config', bridgeMode, `adapter ${adapter}`);
  const mode = test?.bridgeMode ?? bridgeMode;
  if (mode === 'mock') return 'mock';
  const python = adapter === 'mock' && mode !== undefined ? undefined : adapter;
  const found = python ?? LAYER_DEFAULTS[layer].adapter;
  // bridge_mock promises that its LM is never real; who asks for a real one gets the adapter that allows it.
  return found === 'bridge_mock' && lmMode === 'real' ? 'python_port' : found;
}

export function bridgeModeOf(adapter: AdapterName, isolation: Isolation): BridgeMode {
  if (adapter === 'mock') return 'mock';
  return isolation === 'full' ? 'isolated' : 'shared';
}

function refuseContradiction(asked: AskedBridge['test'], source: 'the test' | 'the config'): void {
  if (asked?.level === undefined || asked.bridgeMode === undefined || asked.bridgeMode === 'mock') return;
  if ((asked.bridgeMode === 'isolated') !== (asked.level === 'full')) throw contradiction(source, asked.bridgeMode, `level ${asked.level}`);
}

const MEANING: Readonly<Record<BridgeMode, string>> = {
  mock: 'mock means no Python: adapter mock',
  isolated: 'isolated means a Python process of its own: level full',
  shared: 'shared means a process for several tests: level namespace or session',
};

function contradiction(source: 'the test' | 'the config', mode: BridgeMode, other: string): DspexError {
  return new DspexError({
    code: 'OPTION_INVALID',
    what: `${source === 'the test' ? 'A test asks' : 'The config asks'} for bridgeMode ${mode} and has ${other}.`,
    why: other === 'layer unit' ? 'layer unit has no Python' : MEANING[mode],
    next: other === 'layer unit' ? "give it a layer with Python: { layer: 'integration' }" : 'say one of the two',
  });
}
