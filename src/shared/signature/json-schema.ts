/** The subset of JSON Schema that a field's type is written in, on both sides of the bridge. */
export type JsonSchema = Record<string, unknown>;

/** Python's type names, each with the JSON Schema it stands for. */
export const SCALARS: Readonly<Record<string, JsonSchema>> = {
  str: { type: 'string' },
  int: { type: 'integer' },
  float: { type: 'number' },
  bool: { type: 'boolean' },
  None: { type: 'null' },
  Any: {},
};

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
export const dictOf = (values: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties: values });

/** `T | None` and Optional[T] are the same; an alternative that is named twice counts once. */
export function anyOf(alternatives: readonly JsonSchema[]): JsonSchema {
  const seen = new Map<string, JsonSchema>();
  for (const alternative of alternatives.flatMap(unionMembers)) seen.set(JSON.stringify(alternative), alternative);
  const distinct = [...seen.values()];
  return distinct.length === 1 ? (distinct[0] as JsonSchema) : { anyOf: distinct };
}

function unionMembers(schema: JsonSchema): JsonSchema[] {
  return Array.isArray(schema.anyOf) ? (schema.anyOf as JsonSchema[]) : [schema];
}
