/** The layer says how much is real: unit nothing, integration Python, e2e Python and the LM. In order: a ceiling compares them. */
export const LAYERS = ['unit', 'integration', 'e2e'] as const;
export type Layer = (typeof LAYERS)[number];

/** Who answers an LM call when no rule does: typed defaults, recordings, the provider. */
export const LM_MODES = ['mock', 'cached', 'real'] as const;
export type LmMode = (typeof LM_MODES)[number];

/** What a test shares with its neighbours: nothing, a process after them, a process beside them. */
export const ISOLATION_LEVELS = ['full', 'session', 'namespace'] as const;
export type Isolation = (typeof ISOLATION_LEVELS)[number];

/** What Python is to a test: absent, its own, one process for it and its neighbours. Follows from adapter and isolation, or is asked for by name. */
export const BRIDGE_MODES = ['mock', 'isolated', 'shared'] as const;
export type BridgeMode = (typeof BRIDGE_MODES)[number];

/** How a Python process is kept from the network: its sockets are judged; they are, in a network namespace; nothing is. */
export const NETWORKS = ['guard', 'namespace', 'open'] as const;
export type Network = (typeof NETWORKS)[number];

export const ADAPTER_NAMES = ['mock', 'bridge_mock', 'python_port', 'python_pool'] as const;
export type AdapterName = (typeof ADAPTER_NAMES)[number];

export interface LayerDefaults {
  readonly adapter: AdapterName;
  readonly lmMode: LmMode;
  readonly isolation: Isolation;
  readonly timeoutMs: number;
}

export const LAYER_DEFAULTS: Readonly<Record<Layer, LayerDefaults>> = {
  unit: { adapter: 'mock', lmMode: 'mock', isolation: 'full', timeoutMs: 5_000 },
  integration: { adapter: 'bridge_mock', lmMode: 'cached', isolation: 'namespace', timeoutMs: 15_000 },
  e2e: { adapter: 'python_pool', lmMode: 'real', isolation: 'session', timeoutMs: 60_000 },
};

export function isAbove(layer: Layer, ceiling: Layer): boolean {
  return LAYERS.indexOf(layer) > LAYERS.indexOf(ceiling);
}
