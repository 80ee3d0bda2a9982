import { callerFiles } from '../../shared/caller-files';
import { PLACEHOLDER_KEY, PLACEHOLDER_VARIABLES } from './provider-keys';

/** Where an SDK reads several variables, what is set by one of them is not to be hidden by a placeholder for another. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  GOOGLE_API_KEY: ['GEMINI_API_KEY'],
  GEMINI_API_KEY: ['GOOGLE_API_KEY'],
  ANTHROPIC_API_KEY: ['ANTHROPIC_AUTH_TOKEN'],
  AWS_BEARER_TOKEN_BEDROCK: ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
};
const NAMES: ReadonlySet<string> = new Set(PLACEHOLDER_VARIABLES);

/**
 * Variables that read as if the keys of providers were set, until somebody sets or deletes them.
 *
 * A copy (`{ ...process.env }`) has them. Asked whether it has one of its own, it has none, so that dotenv still sets what is in a file.
 */
export function withPlaceholders(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const deleted = new Set<string>();
  /** Listed just now: whoever lists names asks for each once, whether it is enumerable. */
  const listed = new Set<string>();
  const isFree = (name: string): boolean => !deleted.has(name) && !Object.hasOwn(env, name);
  const stands = (name: string | symbol): name is string => {
    if (typeof name !== 'string' || !NAMES.has(name) || !isFree(name)) return false;
    return OTHER_NAMES[name]?.every((other) => isFree(other) || env[other] === PLACEHOLDER_KEY) ?? true;
  };
  const standing = (): string[] => PLACEHOLDER_VARIABLES.filter(stands);
  const proxy = new Proxy(env, {
    get: (target, name) => (!stands(name) ? Reflect.get(target, name) : isWarnedOf(name) ? undefined : PLACEHOLDER_KEY),
    has: (target, name) => stands(name) || Reflect.has(target, name),
    ownKeys(target) {
      const names = standing();
      for (const name of names) listed.add(name);
      return [...Reflect.ownKeys(target), ...names];
    },
    getOwnPropertyDescriptor(target, name) {
      const isListed = typeof name === 'string' && listed.delete(name);
      if (!stands(name) || !(isListed || isReplaced())) return Reflect.getOwnPropertyDescriptor(target, name);
      return { value: PLACEHOLDER_KEY, writable: true, enumerable: true, configurable: true };
    },
    // Frozen or sealed, a proxy may list no more than there is.
    preventExtensions(target) {
      for (const name of standing()) target[name] = PLACEHOLDER_KEY;
      return Reflect.preventExtensions(target);
    },
    ...traps(deleted),
  });
  copies.set(proxy, () => ({ ...env, ...Object.fromEntries(standing().map((name) => [name, PLACEHOLDER_KEY])) }));
  return proxy;
}

/** How each environment with placeholders is copied. */
const copies = new WeakMap<NodeJS.ProcessEnv, () => NodeJS.ProcessEnv>();

/** What `{ ...env }` gives, which asks a proxy three times for each name. */
export function copyOfEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return copies.get(env)?.() ?? { ...env };
}

/** What takes a placeholder away for good, and what puts it back. */
function traps(deleted: Set<string>): Required<Pick<ProxyHandler<NodeJS.ProcessEnv>, 'set' | 'deleteProperty'>> {
  const take = (target: NodeJS.ProcessEnv, name: string | symbol): boolean => {
    if (typeof name === 'string') deleted.add(name);
    return Reflect.deleteProperty(target, name);
  };
  return {
    deleteProperty: take,
    set(target, name, value) {
      const isKey = typeof name === 'string' && NAMES.has(name);
      // By undefined nobody means a key of nine letters, which Node makes of it.
      if (isKey && value === undefined) return take(target, name);
      if (!isKey || value !== PLACEHOLDER_KEY) return Reflect.set(target, name, value);
      deleted.delete(name);
      return Reflect.deleteProperty(target, name);
    },
  };
}

/** `jest.replaceProperty` takes what is no own property for a slip of the pen; it puts back what it finds. */
function isReplaced(): boolean {
  return callerFiles(isReplaced).some((file) => /[\\/]jest-mock[\\/]/.test(file));
}

/** @google/genai reads both of its variables, and prints a warning where both are set. */
function isWarnedOf(name: string): boolean {
  return name === 'GOOGLE_API_KEY' && callerFiles(isWarnedOf).some((file) => /[\\/]@google[\\/]genai[\\/]/.test(file));
}
