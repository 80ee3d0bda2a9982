import { textOfPattern } from './text-of-pattern';

type JsonSchema = Readonly<Record<string, unknown>>;

/** A text of each format that JSON Schema, pydantic and zod know. */
const OF_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'PT0S',
  email: 'mock@example.com',
  'idn-email': 'mock@example.com',
  'name-email': 'Mock <mock@example.com>',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '127.0.0.1',
  ipv6: '::1',
  ipvanyaddress: '127.0.0.1',
  ipv4network: '127.0.0.0/8',
  ipv6network: '::1/128',
  ipvanynetwork: '127.0.0.0/8',
  ipv4interface: '127.0.0.1/8',
  ipv6interface: '::1/128',
  ipvanyinterface: '127.0.0.1/8',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  iri: 'https://example.com/',
  'multi-host-uri': 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  uuid1: '00000000-0000-1000-8000-000000000000',
  uuid3: '00000000-0000-3000-8000-000000000000',
  uuid4: '00000000-0000-4000-8000-000000000000',
  uuid5: '00000000-0000-5000-8000-000000000000',
  base64: 'bW9jaw==',
  base64url: 'bW9jaw==',
  'json-string': 'null',
  color: '#000000',
  regex: 'mock',
  'json-pointer': '/mock',
};

/** A text that a schema takes: of its format or its pattern, otherwise the given one, of the length it asks for. */
export function textDefault(schema: JsonSchema, text: string, variant: number): string {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength,
  } = schema as { format?: string; pattern?: string; minLength?: number; maxLength?: number };
  const ofFormat = schema.contentMediaType === 'application/json' ? 'null' : OF_FORMAT[format ?? ''];
  if (ofFormat !== undefined) return ofFormat;
  const ofPattern = typeof pattern === 'string' ? textOfPattern(pattern, minLength, variant) : undefined;
  if (ofPattern !== undefined) return ofPattern;
  const ending = variant === 0 ? '' : `_${variant}`;
  const padded = text.padEnd(minLength - ending.length, '_');
  return `${maxLength === undefined ? padded : padded.slice(0, Math.max(0, maxLength - ending.length))}${ending}`;
}
