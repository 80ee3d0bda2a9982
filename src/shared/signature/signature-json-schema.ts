import { nearestName } from '../nearest';
import type { JsonSchema } from './json-schema';
import { fieldError } from './signature-error';
import { nameProblem } from './signature-names';

const JSON_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'];
const KEYS = ['type', 'enum', 'items', 'properties', 'required', 'additionalProperties', 'anyOf', 'title', 'description'];

/** No Python type and no field can look like this, so an object of fields is never taken for a schema. */
export function isJsonSchema(spec: object): spec is JsonSchema {
  const { type, enum: values, anyOf } = spec as JsonSchema;
  return JSON_TYPES.includes(type as string) || Array.isArray(values) || Array.isArray(anyOf);
}

/** Checks a schema against the subset that Python can build a type from, and names nested objects. */
export function readJsonSchema(schema: JsonSchema, name: string, where: string): JsonSchema {
  for (const key of Object.keys(schema)) if (!KEYS.includes(key)) throw unknownKeyword(key, where);
  if (schema.type !== undefined && !JSON_TYPES.includes(schema.type as string)) throw unknownJsonType(schema.type, where);
  if (Array.isArray(schema.enum)) return { ...schema };
  if (Array.isArray(schema.anyOf))
    return { ...schema, anyOf: schema.anyOf.map((one: unknown, i) => nested(one, name, `${where}.anyOf[${i}]`)) };
  if (schema.type === 'array') return { ...schema, items: nested(schema.items ?? {}, name, `${where}.items`) };
  return schema.type === 'object' ? readObject(schema, name, where) : { ...schema };
}

function readObject(schema: JsonSchema, name: string, where: string): JsonSchema {
  const { properties, additionalProperties } = schema;
  if (properties === undefined) {
    const values =
      typeof additionalProperties === 'object' && additionalProperties !== null
        ? nested(additionalProperties, name, `${where}.additionalProperties`)
        : {};
    return { ...schema, additionalProperties: values };
  }
  const entries = Object.entries(properties as Record<string, unknown>).map(([key, value]) => {
    const problem = nameProblem(key);
    if (problem !== null) throw fieldError({ ...problem, what: `The schema of ${where} names a property ${JSON.stringify(key)}.` });
    return [key, nested(value, key, `${where}.${key}`)] as const;
  });
  const title = typeof schema.title === 'string' ? schema.title : name.charAt(0).toUpperCase() + name.slice(1);
  return { ...schema, properties: Object.fromEntries(entries), required: schema.required ?? [], additionalProperties: false, title };
}

function nested(schema: unknown, name: string, where: string): JsonSchema {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw fieldError({
      what: `The schema of ${where} is ${JSON.stringify(schema) ?? String(schema)}.`,
      why: 'inside JSON Schema a type is JSON Schema too',
      next: "write { type: 'string' }",
    });
  }
  return readJsonSchema(schema as JsonSchema, name, where);
}

function unknownKeyword(key: string, where: string): Error {
  const nearest = nearestName(key, KEYS);
  return fieldError({
    what: `The JSON Schema of ${where} has the keyword "${key}".`,
    why: `${nearest === null ? '' : `did you mean ${nearest}? `}these are understood: ${KEYS.join(', ')}`,
    next: nearest === null ? `remove ${key}, or check it in the test` : `rename ${key} to ${nearest}`,
  });
}

function unknownJsonType(type: unknown, where: string): Error {
  const nearest = typeof type === 'string' ? nearestName(type, JSON_TYPES) : null;
  return fieldError({
    what: `The JSON Schema of ${where} has the type ${JSON.stringify(type)}.`,
    why: `${nearest === null ? '' : `did you mean ${nearest}? `}JSON types are: ${JSON_TYPES.join(', ')}`,
    next: nearest === null ? "write type: 'string'" : `write type: '${nearest}'`,
  });
}
