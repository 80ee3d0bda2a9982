import { mapStrings } from '../call/map-strings';
import { isRecord } from '../call/read-json';
import type { CanonicalMessage, CanonicalRequest } from './canonical-form';
import type { Normalize } from './normalize';

/** Words of a format, which no pattern of a user's may change. */
const WORDS = new Set(['type', 'role', 'mimeType', 'sha256', 'name']);

/** A request whose texts are normalised: what people, tools and models say, never a name, a role or another word of the format. */
export function normalizeTexts(request: CanonicalRequest, normalize: Normalize): CanonicalRequest {
  const { system, messages, tools, schema, sampling, carried } = request;
  return {
    ...request,
    system: normalize(system),
    messages: messages.map((message) => normalizeMessage(message, normalize)),
    tools: tools.map((tool) => normalizeTool(tool, normalize)),
    schema: described(schema, normalize) as CanonicalRequest['schema'],
    sampling: normalizeSampling(sampling, normalize),
    ...(carried !== undefined && { carried: said(carried, normalize) as Record<string, unknown> }),
  };
}

function normalizeTool({ carried, ...tool }: CanonicalRequest['tools'][number], normalize: Normalize): CanonicalRequest['tools'][number] {
  const known = described(tool, normalize) as CanonicalRequest['tools'][number];
  return carried === undefined ? known : { ...known, carried: said(carried, normalize) as Record<string, unknown> };
}

/** Settings are words but for these. */
function normalizeSampling(sampling: CanonicalRequest['sampling'], normalize: Normalize): CanonicalRequest['sampling'] {
  const texts = Object.entries(sampling).filter(([name]) => name === 'stop' || name === 'schemaDescription');
  return { ...sampling, ...Object.fromEntries(texts.map(([name, value]) => [name, said(value, normalize)])) };
}

function normalizeMessage(message: CanonicalMessage, normalize: Normalize): CanonicalMessage {
  const { content } = message;
  if (typeof content === 'string') return { ...message, content: normalize(content) };
  return { ...message, content: content.map((part) => normalizePart(part, normalize)) as CanonicalMessage['content'] };
}

/** Arguments of a call and what a tool said are the test's own: every value in them is a text. */
function normalizePart(part: object, normalize: Normalize): object {
  const own = Object.entries(part).map(([name, value]) => {
    const isOwn = name === 'arguments' || name === 'content';
    return [name, isOwn ? mapStrings(value, normalize, (field) => field) : WORDS.has(name) ? value : said(value, normalize)];
  });
  return Object.fromEntries(own);
}

/** Every text in it that stands under no word of a format. */
function said(value: unknown, normalize: Normalize): unknown {
  if (typeof value === 'string') return normalize(value);
  if (Array.isArray(value)) return value.map((item) => said(item, normalize));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, WORDS.has(name) ? inner : said(inner, normalize)]));
}

/** Of tools and schemas, what describes them. */
function described(value: unknown, normalize: Normalize): unknown {
  if (Array.isArray(value)) return value.map((item) => described(item, normalize));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'description' && typeof inner === 'string' ? normalize(inner) : described(inner, normalize),
    ]),
  );
}
