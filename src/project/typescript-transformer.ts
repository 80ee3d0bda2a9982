import nodeModule from 'node:module';
import { Script } from 'node:vm';
import { babelJest } from './babel-jest';
import { noCompiler } from './no-compiler';

/** What of Jest's transformers is used here. */
interface Options {
  readonly config: { readonly rootDir: string };
  readonly supportsStaticESM: boolean;
}
type Transformed = string | { readonly code: string };
interface Transformer {
  process(text: string, path: string, options: Options): Transformed;
  getCacheKey?(text: string, path: string, options: Options): string;
}

interface Factory {
  readonly createTransformer?: (config?: unknown) => Transformer;
}

/** Who takes the types out: Babel as the project has set it up, Node, or nobody. */
type Route = 'babel' | 'node' | 'nobody';

interface Made {
  readonly babel: Transformer;
  readonly route: Route;
}

/** Node has it from 22.13 on; not in the types of the oldest Node that this package runs on. */
const { stripTypeScriptTypes } = nodeModule as { readonly stripTypeScriptTypes?: (text: string) => string };

/**
 * The transformer for TypeScript of a project in which neither ts-jest nor @swc/jest is installed. What nobody can compile is an error that
 * says what was found and what to write, in place of a syntax error of Babel's or Node's.
 */
export function createTransformer(config?: unknown): Transformer {
  let made: Made | undefined;
  const makeOnce = (path: string, options: Options): Made => {
    made ??= make(path, options, config);
    return made;
  };
  return {
    process(text, path, options) {
      const { babel, route } = makeOnce(path, options);
      if (route === 'babel') return babel.process(text, path, options);
      return orExplained(() => babel.process(route === 'node' ? withoutTypes(text) : text, path, options), options);
    },
    getCacheKey(text, path, options) {
      const { babel, route } = makeOnce(path, options);
      return `${babel.getCacheKey?.(text, path, options) ?? ''}-${route}-${process.version}`;
    },
  };
}

function make(path: string, options: Options, config: unknown): Made {
  const babel = loadBabel(options.config.rootDir, config);
  return { babel, route: routeOf(babel, path, options) };
}

function loadBabel(folder: string, config: unknown): Transformer {
  const path = babelJest(folder);
  const loaded = path === undefined ? {} : (require(path) as { default?: Factory } & Factory);
  const create = loaded.createTransformer ?? loaded.default?.createTransformer;
  if (create === undefined) throw noCompiler(folder);
  return create(config);
}

/** Whether Babel knows types is tried: its plugins may come from anywhere. */
function routeOf(babel: Transformer, path: string, options: Options): Route {
  try {
    babel.process('let probe: string;\n', path, options);
    return 'babel';
  } catch {
    return stripTypeScriptTypes === undefined ? 'nobody' : 'node';
  }
}

/** Node says once that this is experimental, which is nothing that the author of a test can do something about. */
function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes?.(text) ?? text;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** TypeScript without types may be JavaScript that runs as it is; what Node finds wrong with types it understands is the author's to mend. */
function orExplained(transform: () => Transformed, { config, supportsStaticESM }: Options): Transformed {
  let transformed: Transformed;
  try {
    transformed = transform();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'ERR_INVALID_TYPESCRIPT_SYNTAX' ? cause : noCompiler(config.rootDir, cause);
  }
  if (!supportsStaticESM && isModule(typeof transformed === 'string' ? transformed : transformed.code)) throw noCompiler(config.rootDir);
  return transformed;
}

function isModule(code: string): boolean {
  try {
    new Script(code);
    return false;
  } catch (error) {
    return /import statement outside a module|Unexpected token 'export'/.test((error as Error).message);
  }
}

export default { createTransformer };
