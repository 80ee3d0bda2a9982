type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The typed default of a JSON Schema: the given text, 0, 0.5 where a fraction is allowed between bounds, false, the first of an enum, an
 * empty array unless `minItems` asks for more, an object with its required properties, null where null is allowed.
 */
export function defaultFor(schema: JsonSchema, text: string, root: JsonSchema = schema): unknown {
  const resolved = resolveRef(schema, root);
  if ('default' in resolved) return resolved.default;
  if ('const' in resolved) return resolved.const;
  if (Array.isArray(resolved.enum)) return resolved.enum[0];
  const choices = (resolved.anyOf ?? resolved.oneOf) as JsonSchema[] | undefined;
  if (choices !== undefined)
    return choices.some((choice) => choice.type === 'null') ? null : defaultFor(choices[0] as JsonSchema, text, root);
  if (Array.isArray(resolved.allOf)) return defaultFor(resolved.allOf[0] as JsonSchema, text, root);
  return byType(resolved, text, root);
}

function byType(schema: JsonSchema, text: string, root: JsonSchema): unknown {
  switch (schema.type) {
    case 'integer':
    case 'number':
      return boundedNumber(schema);
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () => defaultFor((schema.items ?? {}) as JsonSchema, text, root));
    case 'object':
      return objectDefault(schema, text, root);
    default:
      return boundedText(schema, text);
  }
}

function objectDefault(schema: JsonSchema, text: string, root: JsonSchema): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  return Object.fromEntries(required.map((name) => [name, defaultFor(properties[name] ?? {}, text, root)]));
}

function boundedNumber(schema: JsonSchema): number {
  const step = schema.type === 'integer' ? 1 : Number.EPSILON * 4;
  const least = schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : Number(schema.exclusiveMinimum) + step);
  const most = schema.maximum ?? (schema.exclusiveMaximum === undefined ? undefined : Number(schema.exclusiveMaximum) - step);
  return Math.min(Math.max(0, Number(least ?? 0)), Number(most ?? Number.POSITIVE_INFINITY));
}

function boundedText(schema: JsonSchema, text: string): string {
  const padded = text.padEnd(Number(schema.minLength ?? 0), '_');
  return schema.maxLength === undefined ? padded : padded.slice(0, Number(schema.maxLength));
}

function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const ref = schema.$ref;
  if (typeof ref !== 'string') return schema;
  const path = ref.replace(/^#\//, '').split('/');
  const found = path.reduce<unknown>((node, key) => (node as JsonSchema | undefined)?.[key], root);
  return resolveRef((found ?? {}) as JsonSchema, root);
}
