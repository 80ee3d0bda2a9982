import { isRecord } from '../../../src/lm/call/read-json';

type Json = Record<string, unknown>;

/** A request of the AI Gateway without the names of tools in their results: the calls name them. */
export function oneGateway(body: Json): Json {
  return without(body) as Json;
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'toolName' || value.type !== 'tool-result');
  return Object.fromEntries(entries.map(([name, inner]) => [name, without(inner)]));
}
