import { foundByForm } from './found-by-form';
import { foundByName } from './found-by-name';
import { readsAsWords } from './plain-words';
import { secretVariable } from './secret-names';
import { unescaped } from './unescaped';

/** An environment, or several: what a test's own process.env holds counts as much as the worker's. */
export type SecretEnv = Readonly<Record<string, string | undefined>>;

/** A shorter value would be found in words that are no secret. */
export const SHORTEST_VALUE = 8;
/** What services are started with in tests: everyone knows them, and prompts talk of them. */
const NO_SECRETS = new Set([
  'password',
  'passw0rd',
  'postgres',
  'changeme',
  'change-me',
  'localhost',
  'minioadmin',
  'testtest',
  'undefined',
]);
/** Variables that hold an address, which may have a secret in it. */
const ADDRESS = /(?:^|_)(?:URL|URI|DSN|WEBHOOK|CONNECTION_STRING|CONN_STR)(?:_\w+)?$/i;
const ADDRESS_TEXT = /^[a-z][a-z0-9+.-]*:\/\/[\w%:.[-]/;

/** The values of secret variables, and what of them is secret by itself, as they are. */
export function secretValues(envs: readonly SecretEnv[]): string[] {
  const values = envs.flatMap((env) => Object.entries(env).flatMap(([name, value = '']) => secretsOf(name, value)));
  return [...new Set(values)].filter((value) => value.length >= SHORTEST_VALUE && !NO_SECRETS.has(value.toLowerCase()));
}

function secretsOf(name: string, value: string): string[] {
  if (value.length < SHORTEST_VALUE) return [];
  const means = secretVariable(name);
  if (means === null || ADDRESS_TEXT.test(value)) return means !== null || ADDRESS.test(name) ? partsOf(value) : [];
  if (means === 'weak' && isOrdinary(value)) return [];
  if (means === 'password') return [value, ...linesOf(value), ...partsOf(value)];
  return isPath(value) || /^\d{1,10}$/.test(value) ? [] : [value, ...linesOf(value), ...listed(value), ...partsOf(value)];
}

/** What is a secret in it by form or by name: the password of an address, the fields of an account. */
function partsOf(value: string): string[] {
  const parts = [...foundByForm(value), ...foundByName(value)].map(({ from, to }) => value.slice(from, to));
  const passwords = parts.flatMap((part) => /^[^:]+:(.+)$/.exec(part)?.[1] ?? []);
  return [...parts, ...passwords, ...passwords.map((password) => unescaped(password, '%')?.text ?? password)];
}

/** A private key is shown line by line; a variable may have its line feeds, or the signs for them. */
function linesOf(value: string): string[] {
  const lines = value.split(/\r?\n|\\n/).map((line) => line.trim());
  return lines.length === 1 || value.trimStart().startsWith('{')
    ? []
    : lines.filter((line) => !line.startsWith('-----') && !/^[\w-]+: /.test(line));
}

/** Several keys in one variable. */
function listed(value: string): string[] {
  return /^[\w.~+/=-]+(?:[\s,;|]+[\w.~+/=-]+)+$/.test(value) ? value.split(/[\s,;|]+/).filter((part) => !/^[a-z_-]+$/.test(part)) : [];
}

/** What a variable that is called a key holds in a program: the name of a column, of a shortcut. */
function isOrdinary(value: string): boolean {
  return /^[\w .:/-]+$/.test(value) && !/^[a-z]{16,}$/.test(value) && readsAsWords(value);
}

function isPath(value: string): boolean {
  return /^(?:\.{0,2}|~|[A-Za-z]:)[\\/][\w\\/. -]+$/.test(value) && readsAsWords(value);
}
