import { NAMED_SECRETS, SECRET_FORMS, SECRET_NAME } from './secret-forms';
import { type SecretEnv, secretValues } from './secret-values';

/** What stands in a file where a secret was. */
export const REDACTED = '<redacted>';

/** Of a JSON Schema, what may hold a value. */
const SCHEMA_VALUES = new Set(['default', 'const', 'enum', 'example', 'examples']);

/**
 * Takes secrets out of what is written to a file: by form, by the name they stand under, and by the values of secret variables.
 *
 * The environments are read anew each time: a test's set-up may load its keys late.
 */
export class Redactor {
  private readonly envs: readonly SecretEnv[];

  constructor(...envs: readonly SecretEnv[]) {
    this.envs = envs;
  }

  readonly text = (text: string): string => cleanText(text, secretValues(this.envs));

  /** As `text` is now, without what it was made of: it may outlive the environments. */
  snapshot(): (text: string) => string {
    const values = secretValues(this.envs);
    return (text) => cleanText(text, values);
  }

  /** Every text in it; what stands under a secret's name goes whole. */
  value<T>(value: T): T {
    return walk(value, false, secretValues(this.envs)) as T;
  }

  /** True when nothing in a file's text would still be taken out. */
  isClean(text: string): boolean {
    return this.text(text) === text;
  }
}

function cleanText(text: string, values: readonly string[]): string {
  let clean = text;
  for (const value of values) clean = clean.replaceAll(value, REDACTED);
  for (const form of SECRET_FORMS) clean = clean.replace(form, REDACTED);
  for (const named of NAMED_SECRETS) clean = clean.replace(named, `$1${REDACTED}`);
  return clean;
}

function walk(value: unknown, isSecret: boolean, values: readonly string[]): unknown {
  if (typeof value === 'string') return isSecret && value !== '' ? REDACTED : cleanText(value, values);
  if (typeof value === 'number') return isSecret ? REDACTED : value;
  if (Array.isArray(value)) return value.map((item) => walk(item, isSecret, values));
  if (typeof value !== 'object' || value === null) return value;
  const ofSchema = isSecret && isSchema(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isInnerSecret = ofSchema ? SCHEMA_VALUES.has(name) : isSecret || SECRET_NAME.test(name);
      return [cleanText(name, values), walk(inner, isInnerSecret, values)];
    }),
  );
}

/** Of a field that holds a secret, a schema says what it is called, and must stay readable. */
function isSchema(value: object): boolean {
  return ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', 'properties', 'description'].some((name) => name in value);
}
