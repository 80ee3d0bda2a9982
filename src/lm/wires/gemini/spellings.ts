import { isRecord } from '../../call/read-json';

type Json = Record<string, unknown>;

/** Where the names are the user's own: arguments, what tools answered, labels, schemas. */
const USERS_OWN = new Set([
  'args',
  'response',
  'labels',
  'parametersJsonSchema',
  'responseJsonSchema',
  'parameters',
  'responseSchema',
  'partMetadata',
]);

/** Where Google takes one thing for a list of one, as its own examples write it. */
const LISTS = new Set(['contents', 'parts', 'tools', 'functionDeclarations', 'safetySettings']);

/** A request in one of the two spellings that Gemini takes: `response_mime_type` is `responseMimeType`. */
export function camelCased(request: Json): Json {
  const entries = Object.entries(request).map(([name, value]): [string, unknown] => {
    const camel = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (USERS_OWN.has(camel)) return [camel, value];
    return [camel, LISTS.has(camel) && isRecord(value) ? [camelCased(value)] : camelCasedValue(value)];
  });
  return Object.fromEntries(entries);
}

function camelCasedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCasedValue);
  return isRecord(value) ? camelCased(value) : value;
}

/** A schema as everybody else writes it. Gemini's dialect has types in capitals; the published clients send either. */
export function asJsonSchema(schema: Json): Json {
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === 'type' && typeof value === 'string') return [key, value.toLowerCase()];
    if (Array.isArray(value)) return [key, value.map((item) => (isRecord(item) ? asJsonSchema(item) : item))];
    return [key, isRecord(value) ? asJsonSchema(value) : value];
  });
  return Object.fromEntries(entries);
}
