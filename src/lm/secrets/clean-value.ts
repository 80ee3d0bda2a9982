import { cleanText, REDACTED, type Sought } from './clean-text';
import { isPlaceholder } from './placeholders';
import { looksDrawn } from './plain-words';
import { type SecretName, secretName } from './secret-names';

/** Of a JSON Schema, what may hold a value. */
const SCHEMA_VALUES = new Set(['default', 'const', 'enum', 'example', 'examples']);
const IS_SCHEMA = ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', 'properties', 'description'];
/** A smaller number is a count. */
const SMALLEST_NUMBER = 1000;

/** Every text in a value without its secrets; what stands under a secret's name goes whole. */
export function cleanValue(value: unknown, sought: Sought): unknown {
  return walk(value, sought, NOWHERE);
}

/** The name that a value stands under: its own, or that of what it is part of. */
interface Under {
  readonly name: string;
  readonly means: SecretName | null;
}

const NOWHERE: Under = { name: '', means: null };

function walk(value: unknown, sought: Sought, under: Under): unknown {
  if (typeof value === 'string') return isSecretText(value, under, sought) ? REDACTED : cleanText(value, sought);
  if (typeof value === 'number') return isSecretNumber(value, under) ? REDACTED : value;
  if (Array.isArray(value)) return value.map((item) => walk(item, sought, under));
  if (typeof value !== 'object' || value === null) return value;
  const fieldOf = fieldsOf(value, under);
  const fields = Object.entries(value).map(([name, inner]) => [cleanText(name, sought), walk(inner, sought, fieldOf(name))] as const);
  return Object.fromEntries(fields);
}

/** Under which name each field of an object stands. Of a field that holds a secret, a schema says what it is called, and must stay readable. */
function fieldsOf(value: object, under: Under): (name: string) => Under {
  if (under.means !== null && IS_SCHEMA.some((field) => field in value)) return (name) => (SCHEMA_VALUES.has(name) ? under : NOWHERE);
  const said = pairName(value);
  return (name) => stronger(name === 'value' && said !== null ? underName(said) : underName(name), under);
}

/** `{ name: 'DB_PASSWORD', value: '…' }` */
function pairName(value: { name?: unknown; key?: unknown }): string | null {
  const said = value.name ?? value.key;
  return 'value' in value && typeof said === 'string' ? said : null;
}

function underName(name: string): Under {
  return { name, means: secretName(name) };
}

function stronger(own: Under, outer: Under): Under {
  return outer.means === null || (own.means !== null && own.means !== 'weak') ? own : outer;
}

function isSecretText(text: string, { means }: Under, { isHarmless }: Sought): boolean {
  if (means === null || text === '' || isPlaceholder(text) || isHarmless(text)) return false;
  return means !== 'weak' || looksDrawn(text);
}

/** A number of tokens is none. */
function isSecretNumber(number: number, { name, means }: Under): boolean {
  return means !== null && means !== 'weak' && !/token/i.test(name) && Math.abs(number) >= SMALLEST_NUMBER;
}
