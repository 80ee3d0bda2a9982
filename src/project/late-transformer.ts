import { createHash } from 'node:crypto';
import { type AskedTransform, runsAsItIs } from './plain-javascript';

/** A transformer of Jest's, as far as it is called here. */
interface Transformer {
  readonly process: Call;
  readonly processAsync?: Call;
  readonly getCacheKey?: Call;
  readonly getCacheKeyAsync?: Call;
}

interface TransformOptions extends AskedTransform {
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
  /** Babel leaves much of JavaScript as it is, and instruments for coverage itself: Jest asks before there is a file. */
  readonly isBabel: boolean;
  /** It stands for Jest's default, which a project switches off with any `transform` of its own. */
  readonly isDefault?: boolean;
}

/**
 * A transformer that is loaded when there is a file for it. Jest loads all of a project's before it runs `globalSetup`, and again in each
 * worker: TypeScript alone takes 170 ms, also where every test is JavaScript, and DSPy would not be on its way before.
 */
export function createTransformer({ of, isBabel, isDefault = false }: Late): Transformer & { readonly canInstrument: boolean } {
  let loaded: Transformer | undefined;
  const configured = new Map<string, boolean>();
  const call = (name: Name, asItIs: (text: string, path: string) => unknown): Call => {
    return (text, path, options) => {
      const isOff = isDefault && (options.config?.transform ?? []).length > 1 && options.instrument !== true;
      if (isOff || (isBabel && runsAsItIs(text, path, options, configured))) return asItIs(text, path);
      loaded ??= load(of);
      const method = loaded[name] ?? loaded[name === 'processAsync' ? 'process' : 'getCacheKey'];
      return method?.call(loaded, text, path, { ...options, transformerConfig: {} });
    };
  };
  const code = (text: string) => ({ code: text });
  return {
    canInstrument: isBabel,
    process: call('process', code),
    processAsync: call('processAsync', code),
    getCacheKey: call('getCacheKey', keyOf),
    getCacheKeyAsync: call('getCacheKeyAsync', keyOf),
  };
}

function keyOf(text: string, path: string): string {
  return createHash('sha1').update(`as it is\0${path}\0${text}`).digest('hex');
}

function load(path: string): Transformer {
  const module = require(path) as { default?: Factory & Transformer } & Factory & Transformer;
  const given = module.createTransformer === undefined && module.default !== undefined ? module.default : module;
  return given.createTransformer?.({}) ?? given;
}

// What Jest takes from a module that was made of ESM.
export default { createTransformer };
