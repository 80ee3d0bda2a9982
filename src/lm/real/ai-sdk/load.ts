import { loadPackage, packageError } from '../load-package';
import type { AiEmbedder, AiModel } from './model';

/** A package that holds a provider of the AI SDK, and what its factory is given besides key and address. */
export interface AiSdkPackage {
  readonly package: string;
  /** Its factory, where several are exported. */
  readonly export?: string | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** What a provider's factory makes: the model of a name. */
export interface AiProvider {
  languageModel(id: string): AiModel;
  embeddingModel?(id: string): AiEmbedder;
  textEmbeddingModel?(id: string): AiEmbedder;
}

const KNOWN_CONTRACTS = ['v2', 'v3', 'v4'];

/** The provider of a package that the user has installed. Throws LM_PROVIDER_PACKAGE. */
export function loadProvider(wanted: AiSdkPackage, rootDir: string | undefined, given: Readonly<Record<string, unknown>>): AiProvider {
  const loaded = loadPackage<Record<string, unknown>>(wanted.package, rootDir);
  const name = factoryName(wanted, loaded);
  const factory = loaded[name] as (options: object) => AiProvider;
  return factory({ ...given, ...wanted.options });
}

/** Throws LM_PROVIDER_PACKAGE for a model of a contract that is not known here. */
export function checkContract({ specificationVersion }: AiModel | AiEmbedder, { package: name }: AiSdkPackage): void {
  if (KNOWN_CONTRACTS.includes(specificationVersion)) return;
  throw packageError(
    name,
    `it speaks the provider contract ${String(specificationVersion)}; known here are ${KNOWN_CONTRACTS.join(', ')}`,
    `npm i -D ${name}@latest   # or a version whose @ai-sdk/provider is 2, 3 or 4`,
  );
}

/** `createMistral` of `@ai-sdk/mistral`: the one function that is called so, or the one that is named. */
function factoryName({ package: name, export: named }: AiSdkPackage, loaded: Readonly<Record<string, unknown>>): string {
  const isFunction = (key: string): boolean => typeof loaded[key] === 'function';
  const exported = Object.keys(loaded).filter((key) => /^create[A-Z]/.test(key) && isFunction(key));
  // One under a former name, too, is one.
  const makers = exported.filter((key, index) => exported.findIndex((other) => loaded[other] === loaded[key]) === index);
  if (named !== undefined && isFunction(named)) return named;
  if (named === undefined && makers.length === 1) return makers[0] as string;
  const wanted = `create${name
    .split('/')
    .at(-1)
    ?.replaceAll(/[^a-z0-9]/gi, '')}`.toLowerCase();
  const same = named === undefined ? makers.find((key) => key.toLowerCase() === wanted) : undefined;
  if (same !== undefined) return same;
  const why = `it exports ${named === undefined ? 'no single factory' : `no function ${named}`}; there are: ${makers.join(', ') || 'none'}`;
  throw packageError(name, why, `lm: { real: { provider: { package: '${name}', export: '${makers[0] ?? 'createProvider'}' } } }`);
}
