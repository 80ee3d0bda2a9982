import { recordsOf } from '../../../src/lm/call/read-json';

type Json = Record<string, unknown>;

/** A value with `snake_case` for each `camelCase` among the names in it. */
export function inSnakeCase(value: unknown): Record<string, unknown> {
  return converted(value) as Record<string, unknown>;
}

function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), converted(one)]),
  );
}

/** Numbers are told as floats unless another type is asked for. */
export function oneCohereEmbed({ embeddingTypes, ...rest }: Json): Json {
  return JSON.stringify(embeddingTypes) === '["float"]' ? rest : { ...rest, ...(embeddingTypes !== undefined && { embeddingTypes }) };
}

/** A chat as it goes over the wire, without what Cohere notes on its own words; a turn in which nothing else stands says nothing. */
export function oneCohereChat(body: Json): Json {
  const { messages, ...rest } = inSnakeCase(body);
  const turns = recordsOf(messages).map(({ tool_plan, citations, tool_calls, ...turn }) => ({ ...turn, ...callsIn(tool_calls) }));
  return { ...rest, messages: turns.filter((turn) => Object.keys(turn).length > 1) };
}

/** A call that names no function calls one without a name. */
function callsIn(calls: unknown): { tool_calls?: Json[] } {
  return Array.isArray(calls) ? { tool_calls: recordsOf(calls).map((call) => ({ ...call, function: call.function ?? {} })) } : {};
}
