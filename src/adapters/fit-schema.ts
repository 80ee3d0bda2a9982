import type { JsonSchema } from '../shared/signature/json-schema';

/** What is wrong with a value by its JSON Schema, in pydantic's words. */
export class Misfit extends Error {
  constructor(
    readonly path: string,
    readonly value: unknown,
    readonly expected: string,
  ) {
    super(`Input should be ${expected}`);
  }
}

/** The value as the type has it: as lenient as Python's pydantic, which takes '5' for an int. Throws Misfit, with the path. */
export function fitSchema(value: unknown, schema: JsonSchema, path: string): unknown {
  if (Array.isArray(schema.enum))
    return schema.enum.includes(value) ? value : misfit(path, value, schema.enum.map((one) => JSON.stringify(one)).join(' or '));
  if (Array.isArray(schema.anyOf)) return fitAny(value, schema.anyOf, path);
  switch (schema.type) {
    case 'array':
      return Array.isArray(value)
        ? value.map((item, index) => fitSchema(item, (schema.items ?? {}) as JsonSchema, `${path}[${index}]`))
        : misfit(path, value, 'a valid list');
    case 'object':
      return fitObject(value, schema, path);
    case undefined:
      return value;
    default:
      return fitScalar(value, String(schema.type), path);
  }
}

const SCALARS: Readonly<Record<string, { readonly expected: string; fit(value: unknown): unknown }>> = {
  string: { expected: 'a valid string', fit: (value) => (typeof value === 'string' ? value : undefined) },
  integer: { expected: 'a valid integer', fit: fitInteger },
  number: { expected: 'a valid number', fit: fitNumber },
  boolean: { expected: 'a valid boolean', fit: fitBoolean },
  null: { expected: 'None', fit: (value) => (value === null ? null : undefined) },
};

function fitScalar(value: unknown, type: string, path: string): unknown {
  const scalar = SCALARS[type];
  if (scalar === undefined) return value;
  const fitted = scalar.fit(value);
  return fitted === undefined ? misfit(path, value, scalar.expected) : fitted;
}

function fitInteger(value: unknown): unknown {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return Number(value);
  // Beyond 2^53 a number has lost digits already; such an integer is a BigInt.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+\s*$/.test(value)) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value);
}

function fitNumber(value: unknown): unknown {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : undefined;
}

function fitBoolean(value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  const text = String(value).toLowerCase();
  if (['1', 'true', 't', 'yes', 'y', 'on'].includes(text)) return true;
  return ['0', 'false', 'f', 'no', 'n', 'off'].includes(text) ? false : undefined;
}

function fitAny(value: unknown, choices: readonly JsonSchema[], path: string): unknown {
  const fits = choices.flatMap((schema) => {
    try {
      return [fitSchema(value, schema, path)];
    } catch (error) {
      if (error instanceof Misfit) return [];
      throw error;
    }
  });
  if (fits.length === 0) return misfit(path, value, choices.map((schema) => JSON.stringify(schema)).join(' or '));
  return fits.find((fitted) => Object.is(fitted, value)) ?? fits[0];
}

function fitObject(value: unknown, schema: JsonSchema, path: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return misfit(path, value, 'a valid dictionary');
  const given = Object.fromEntries(value instanceof Map ? value : Object.entries(value)) as Record<string, unknown>;
  const properties = schema.properties as Readonly<Record<string, JsonSchema>> | undefined;
  if (properties === undefined) return mapValues(given, (item, key) => fitSchema(item, dictValues(schema), `${path}.${key}`));
  for (const key of (schema.required ?? []) as string[]) if (!(key in given)) misfit(`${path}.${key}`, undefined, 'given: it is required');
  return mapValues(properties, (inner, key) => (key in given ? fitSchema(given[key], inner, `${path}.${key}`) : null));
}

function dictValues({ additionalProperties }: JsonSchema): JsonSchema {
  return typeof additionalProperties === 'object' && additionalProperties !== null ? (additionalProperties as JsonSchema) : {};
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function misfit(path: string, value: unknown, expected: string): never {
  throw new Misfit(path, value, expected);
}
