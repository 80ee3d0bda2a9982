import { isRecord } from '../../call/read-json';
import type { Fields } from '../fields';

type Json = Record<string, unknown>;

/** What a reply has to be: a schema, and what is said of it; a format that is neither JSON nor text is carried. */
export function responseFormat(from: Fields, name: string, inner: string | null): { schema: Json | null; format: Json } {
  const format = from.within(name);
  const type = format.peek('type');
  if (type === 'text' || type === 'json_object') {
    format.take('type');
    return { schema: null, format: type === 'text' ? {} : { responseFormat: 'json' } };
  }
  const described = inner === null ? format : format.within(inner);
  if (type !== 'json_schema' || !isRecord(described.peek('schema'))) return { schema: null, format: {} };
  format.take('type');
  return { schema: described.take('schema') as Json, format: described.settings(SCHEMA) };
}

const SCHEMA = { name: 'schemaName', description: 'schemaDescription', strict: 'schemaStrict' } as const;
