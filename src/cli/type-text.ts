/** JSON Schema as pydantic writes it. */
export type Schema = Readonly<Record<string, unknown>>;

/**
 * The TypeScript type of a value in Node, by the JSON Schema of its type in Python. A model that holds itself is `unknown` where it comes
 * again: a type written in place has no name to go by.
 */
export function typeText(schema: Schema, defs: Schema = definitionsOf(schema), within: readonly string[] = []): string {
  const ref = schema.$ref;
  if (typeof ref === 'string') return referred(ref, defs, within);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)));
  for (const several of [schema.anyOf, schema.oneOf])
    if (Array.isArray(several)) return union(several.map((one: Schema) => typeText(one, defs, within)));
  if (Array.isArray(schema.allOf) && schema.allOf.length === 1) return typeText(schema.allOf[0] as Schema, defs, within);
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeText({ ...schema, type }, defs, within)));
  return ofType(schema, defs, within);
}

function referred(ref: string, defs: Schema, within: readonly string[]): string {
  const name = ref.replace(/^#\/\$defs\//, '');
  const target = defs[name] as Schema | undefined;
  return target === undefined || within.includes(name) ? 'unknown' : typeText(target, defs, [...within, name]);
}

function ofType(schema: Schema, defs: Schema, within: readonly string[]): string {
  switch (schema.type) {
    case 'string':
      return schema.format === 'binary' || schema.format === 'base64url' ? 'Buffer' : 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return arrayText(schema, defs, within);
    case 'object':
      return objectText(schema, defs, within);
    default:
      return 'any';
  }
}

function arrayText({ prefixItems, items }: Schema, defs: Schema, within: readonly string[]): string {
  if (Array.isArray(prefixItems)) return `[${prefixItems.map((item: Schema) => typeText(item, defs, within)).join(', ')}]`;
  const item = typeof items === 'object' && items !== null ? typeText(items as Schema, defs, within) : 'any';
  return /[ |]/.test(item) ? `(${item})[]` : `${item}[]`;
}

function objectText(schema: Schema, defs: Schema, within: readonly string[]): string {
  const { properties, required } = schema;
  if (typeof properties !== 'object' || properties === null) return dictText(schema, defs, within);
  const needed = Array.isArray(required) ? required : [];
  const members = Object.entries(properties as Record<string, Schema>).map(
    ([name, schema]) => `${keyText(name)}${needed.includes(name) ? '' : '?'}: ${typeText(schema, defs, within)}`,
  );
  return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`;
}

/** `keys`: of a dict whose keys are no text; one that is empty is a plain object all the same. */
function dictText({ additionalProperties, keys }: Schema, defs: Schema, within: readonly string[]): string {
  const value = typeof additionalProperties === 'object' ? typeText(additionalProperties as Schema, defs, within) : 'any';
  if (keys === undefined) return `Record<string, ${value}>`;
  return `Map<${typeText(keys as Schema, defs, within)}, ${value}> | Record<string, never>`;
}

/** A name of a property, in quotes where it needs them. */
export function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ') || 'never';
}

function definitionsOf(schema: Schema): Schema {
  return (schema.$defs ?? {}) as Schema;
}
