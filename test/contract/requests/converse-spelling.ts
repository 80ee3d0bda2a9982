import { isRecord } from '../../../src/lm/call/read-json';

type Json = Record<string, unknown>;

/** Marks for a cache, thoughts that are handed back, and what the types alone know. */
const NOTES = new Set(['cachePoint', 'reasoningContent', '$unknown']);
/** A record of these that holds nothing says nothing. */
const HOLDERS = new Set(['inferenceConfig', 'outputConfig', 'toolConfig']);

/** A request of Converse without what has no meaning for its reply. */
export function oneConverse(body: Json): Json {
  return pruned(body) as Json;
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned).filter((item) => !isEmpty(item));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([name]) => !NOTES.has(name));
  const kept = entries.map(([name, inner]) => [name, pruned(inner)] as const).filter(([name, inner]) => !saysNothing(name, inner));
  return Object.fromEntries(kept);
}

function saysNothing(name: string, value: unknown): boolean {
  const isAuto = name === 'toolChoice' && JSON.stringify(value) === '{"auto":{}}';
  return isAuto || (Array.isArray(value) && value.length === 0) || (HOLDERS.has(name) && isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
