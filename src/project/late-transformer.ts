/** A transformer of Jest's, as far as it is called here. */
interface Transformer {
  readonly process: Call;
  readonly processAsync?: Call;
  readonly getCacheKey?: Call;
  readonly getCacheKeyAsync?: Call;
}

interface TransformOptions {
  readonly transformerConfig?: unknown;
}
type Call = (text: string, path: string, options: TransformOptions) => unknown;
type Name = 'process' | 'processAsync' | 'getCacheKey' | 'getCacheKeyAsync';

interface Factory {
  createTransformer?(config: unknown): Transformer;
}

interface Late {
  /** The path of the transformer that this one stands for. */
  readonly of: string;
  /** Whether it instruments for coverage itself: Jest asks before there is a file. */
  readonly canInstrument: boolean;
}

/**
 * A transformer that is loaded when there is a file for it. Jest loads all of a project's before it runs `globalSetup`, and again in each
 * worker: TypeScript alone takes 170 ms, also where every test is JavaScript, and DSPy would not be on its way before.
 */
export function createTransformer({ of, canInstrument }: Late): Transformer & { readonly canInstrument: boolean } {
  let loaded: Transformer | undefined;
  const call = (name: Name): Call => {
    return (text, path, options) => {
      loaded ??= load(of);
      const method = loaded[name] ?? loaded[name === 'processAsync' ? 'process' : 'getCacheKey'];
      return method?.call(loaded, text, path, { ...options, transformerConfig: {} });
    };
  };
  return {
    canInstrument,
    process: call('process'),
    processAsync: call('processAsync'),
    getCacheKey: call('getCacheKey'),
    getCacheKeyAsync: call('getCacheKeyAsync'),
  };
}

function load(path: string): Transformer {
  const module = require(path) as { default?: Factory & Transformer } & Factory & Transformer;
  const given = module.createTransformer === undefined && module.default !== undefined ? module.default : module;
  return given.createTransformer?.({}) ?? given;
}

// What Jest takes from a module that was made of ESM.
export default { createTransformer };
